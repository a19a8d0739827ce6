/** Package managers, each installed from npm's registry into a folder of its own, and what they are asked. */
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../../scripts/lib/run.mjs';
import { startProgram } from './process.mjs';

const kLimit = 5 * 60_000;

const node = (...args) => [process.execPath, ...args];
const npm = (folder, ...args) =>
  node(path.join(folder, 'node_modules/npm/bin/npm-cli.js'), 'install', '--no-audit', ...args);
const cache = (app) => path.join(app, '..', 'npm-cache');
const yarn4 = (folder) => node(path.join(folder, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js'));
const yarnFiles = (linker) => ({
  '.yarnrc.yml': `nodeLinker: ${linker}\nenableScripts: false\nenableImmutableInstalls: false\n`,
  // Otherwise Yarn looks for a project in the folders above.
  'yarn.lock': '',
});

/**
 * `from`: the package of the manager. `install`: the command in the folder of the app; `folder` is the
 * manager's. `runs`: how the app is started, by default with Node. `quick`: also in the quick run.
 */
export const managers = [
  {
    name: 'npm 10',
    quick: true,
    from: 'npm@10',
    install: (folder, app) => npm(folder, '--cache', cache(app)),
  },
  { name: 'npm 11', from: 'npm@11', install: (folder) => npm(folder) },
  {
    name: 'npm, offline from its cache',
    from: 'npm@10',
    install: (folder, app) => npm(folder, '--offline', '--cache', cache(app)),
  },
  {
    name: 'npm, without scripts',
    from: 'npm@11',
    install: (folder) => npm(folder, '--ignore-scripts'),
  },
  {
    quick: true,
    name: 'pnpm 10, strict',
    from: 'pnpm@10',
    files: { 'pnpm-workspace.yaml': "hoist: false\nminimumReleaseAge: 0\nstoreDir: '../store'\n" },
    install: (folder) => node(path.join(folder, 'node_modules/pnpm/bin/pnpm.cjs'), 'install'),
  },
  {
    name: 'Yarn 1',
    from: 'yarn@1',
    install: (folder) => node(path.join(folder, 'node_modules/yarn/bin/yarn.js'), 'install'),
  },
  {
    name: 'Yarn 4, node-modules',
    from: '@yarnpkg/cli-dist@4',
    files: yarnFiles('node-modules'),
    install: (folder) => [...yarn4(folder), 'install'],
  },
  {
    quick: true,
    name: "Yarn 4, Plug'n'Play",
    from: '@yarnpkg/cli-dist@4',
    files: yarnFiles('pnp'),
    install: (folder) => [...yarn4(folder), 'install'],
    runs: (folder, file) => [...yarn4(folder), 'node', file],
  },
  {
    name: 'Bun',
    from: '@oven/bun-linux-x64',
    install: (folder) => [path.join(folder, 'node_modules/@oven/bun-linux-x64/bin/bun'), 'install'],
  },
];

/** Yarn 4 and Bun read nothing of npm's configuration. */
async function registry() {
  const url = (await run('npm', ['config', 'get', 'registry'], { capture: true })).trim();
  return {
    YARN_NPM_REGISTRY_SERVER: url,
    YARN_UNSAFE_HTTP_WHITELIST: new URL(url).hostname,
    BUN_CONFIG_REGISTRY: url,
  };
}

/** Where nothing can be compiled: a PATH with Node and a shell, and no compiler, CMake or Boost. */
export async function bareEnvironment(folder) {
  const programs = path.join(folder, 'programs');
  if (!existsSync(programs)) {
    mkdirSync(programs);
    symlinkSync(process.execPath, path.join(programs, 'node'));
    symlinkSync('/bin/sh', path.join(programs, 'sh'));
  }
  return {
    ...(await registry()),
    PATH: programs,
    NODE_OPTIONS: '',
    YARN_GLOBAL_FOLDER: path.join(folder, 'yarn'),
    YARN_CACHE_FOLDER: path.join(folder, 'yarn-cache'),
    YARN_ENABLE_TELEMETRY: '0',
    BUN_INSTALL_CACHE_DIR: path.join(folder, 'bun-cache'),
    CI: '1',
  };
}

/** @returns what the command printed. @throws where it fails, with the end of that */
export async function ask([command, ...args], cwd, env) {
  const program = startProgram(command, args, { cwd, env });
  const timer = setTimeout(() => program.end('SIGKILL'), kLimit);
  const { code } = await program.exited;
  clearTimeout(timer);
  await program.end();
  if (code !== 0) throw new Error(program.output().slice(-1_000));
  return program.output();
}

/** Installs the manager, once for every way to use it. @returns its folder */
export async function installManager({ from }, parent) {
  const folder = path.join(parent, 'managers', from.replace(/[^\w.-]/g, '-'));
  if (existsSync(path.join(folder, 'node_modules'))) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts'];
  await ask(['npm', 'install', ...quiet, from], folder);
  return folder;
}
