/** Apps outside of the repository: installed from the tarball as a user would, configured, built. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fromRoot } from '../../../scripts/lib/paths.mjs';
import { digest, once } from '../../../scripts/lib/stamp.mjs';
import { startProgram } from './process.mjs';

const template = fromRoot('test/world/app');
const environment = { NEXT_TELEMETRY_DISABLED: '1', NODE_OPTIONS: '', CI: '1' };
/** For one command; generous, because a build on a busy machine takes minutes. */
const kLimit = 20 * 60_000;

const isWorkspace = (manager) => manager === 'npm workspace';

/**
 * Runs a program quietly, and at low priority, because other rows measure time beside it. What it
 * said is in the error where it fails.
 */
export async function quietly(what, command, args, cwd) {
  const nice = ['-n', '10', command, ...args];
  const program = startProgram('nice', nice, { cwd, env: environment });
  const timer = setTimeout(() => program.end('SIGKILL'), kLimit);
  const { code, signal } = await program.exited;
  clearTimeout(timer);
  await program.end();
  if (code === 0) return;
  const how = signal ? `was ended by ${signal} within ${kLimit / 60_000} min` : `failed (${code})`;
  throw new Error(`${what} ${how}: ${program.output().slice(-2_000)}`);
}

const quiet = [
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
  '--ignore-scripts',
  '--prefer-offline',
];

/** A pnpm that runs on the oldest Node of the package. */
async function pnpmIn(folder) {
  const program = path.join(folder, 'pnpm/node_modules/pnpm/bin/pnpm.cjs');
  if (!existsSync(program)) {
    const prefix = path.join(folder, 'pnpm');
    mkdirSync(prefix, { recursive: true });
    await quietly('npm', 'npm', ['install', '--prefix', prefix, ...quiet, 'pnpm@10'], prefix);
  }
  return program;
}

function manifest({ range, react }, tarball) {
  return {
    name: 'world',
    version: '0.0.0',
    private: true,
    dependencies: { next: range, react, 'react-dom': react, ssecast: `file:${tarball}` },
    devDependencies: {
      '@types/node': '^20.19.43',
      '@types/react': react,
      '@types/react-dom': react,
      typescript: '~5.9.3',
    },
  };
}

/** Next's configuration; only a workspace has to name its root, in the words of each version. */
function configOf(version, root) {
  const config = { output: 'standalone' };
  if (root !== undefined) {
    if (version.name === '14.2') config.experimental = { outputFileTracingRoot: root };
    else Object.assign(config, { outputFileTracingRoot: root, turbopack: { root } });
  }
  return [
    "import { withSSECast } from 'ssecast/next/config';",
    `export default withSSECast(${JSON.stringify(config)});`,
    '',
  ].join('\n');
}

const writeJson = (file, value) => writeFileSync(file, JSON.stringify(value, null, 2));

/** Next, React, TypeScript and the tarball, in an app of its own. */
export async function installWithNpm(folder, version, tarball) {
  writeJson(path.join(folder, 'package.json'), manifest(version, tarball));
  await quietly('npm install', 'npm', ['install', ...quiet], folder);
}

/**
 * Installs a version of Next with a package manager, where that was not done for this package yet.
 * @returns `{ folder, app, version }`: the root, the app in it, and the version of Next that came
 */
export async function installApp({ in: parent, version, manager, tarball }) {
  const folder = path.join(parent, `${version.name}-${manager.replace(' ', '-')}`);
  const app = isWorkspace(manager) ? path.join(folder, 'apps/web') : folder;
  const modules = path.join(folder, 'node_modules');
  const stamp = path.join(folder, 'installed');
  await once(
    { stamp, value: digest([tarball], version.range, manager), outputs: [modules] },
    async () => {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(app, { recursive: true });
      writeJson(path.join(app, 'package.json'), manifest(version, tarball));
      if (isWorkspace(manager)) {
        const root = { name: 'root', private: true, workspaces: ['apps/*'] };
        writeJson(path.join(folder, 'package.json'), root);
      }
      if (manager === 'pnpm') {
        // Strict: a package sees what it names itself, and nothing else.
        const settings = "hoist: false\nstoreDir: '../pnpm-store'\nminimumReleaseAge: 0\n";
        writeFileSync(path.join(folder, 'pnpm-workspace.yaml'), settings);
        const args = [await pnpmIn(parent), 'install', '--ignore-scripts', '--prefer-offline'];
        await quietly('pnpm install', process.execPath, args, folder);
      } else {
        await quietly('npm install', 'npm', ['install', ...quiet], folder);
      }
    },
  );
  const hoisted = path.join(folder, 'node_modules/ssecast');
  if (!existsSync(hoisted)) throw new Error(`the package is not where ${manager} puts it`);
  cpSync(template, app, { recursive: true });
  const root = isWorkspace(manager) ? folder : undefined;
  writeFileSync(path.join(app, 'next.config.mjs'), configOf(version, root));
  const next = JSON.parse(
    readFileSync(path.join(modulesOf(app, folder), 'next/package.json'), 'utf8'),
  );
  return {
    folder,
    app,
    next: next.version,
    program: path.join(modulesOf(app, folder), 'next/dist/bin/next'),
  };
}

const modulesOf = (app, folder) =>
  [app, folder]
    .map((each) => path.join(each, 'node_modules'))
    .find((each) => existsSync(path.join(each, 'next')));

export async function buildApp({ app, program }, flags) {
  rmSync(path.join(app, '.next'), { recursive: true, force: true });
  await quietly('next build', process.execPath, [program, 'build', ...flags], app);
}

/** Moves the standalone folder away from its app. @returns the folder of its server.js */
export function moveStandalone({ folder, app }, parent) {
  const moved = path.join(parent, 'moved', path.basename(folder));
  rmSync(moved, { recursive: true, force: true });
  mkdirSync(path.dirname(moved), { recursive: true });
  renameSync(path.join(app, '.next/standalone'), moved);
  const inside = path.join(moved, path.relative(folder, app));
  cpSync(path.join(app, '.next/static'), path.join(inside, '.next/static'), { recursive: true });
  return inside;
}
