import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { CliError } from '../../cli-error.js';
import { isWorkspace, readManifest, sayApps } from './manifest.js';
import { checkVersion, nextVersion } from './next-version.js';
import { portOf } from './port.js';
import { readTypeScript, type TypeScriptSettings } from './typescript.js';

/** What `init` knows of the application before it plans anything. All names are relative to `folder`. */
export interface App {
  folder: string;
  /** `src/`, where the application has its code there; otherwise empty. */
  base: '' | 'src/';
  router: 'app' | 'pages';
  /** Undefined: the application has JavaScript only. */
  typescript: TypeScriptSettings | undefined;
  /** The import alias of `base` with its slash, as `@/`, if the application has one. */
  alias: string | undefined;
  /** The suffix of files with components, `.tsx`. */
  component: string;
  /** The major version of Next. */
  next: number;
  /** Files that are there already. */
  config: string | undefined;
  instrumentation: string | undefined;
  /** Whether package.json names ssecast. */
  isInstalled: boolean;
  manager: string;
  /** The port of `dev`. */
  port: number;
}

export async function readApp(folder: string): Promise<App> {
  const manifest = readManifest(folder);
  const dependencies = { ...manifest?.devDependencies, ...manifest?.dependencies };
  const has = (...names: string[]) =>
    names.find((name) => existsSync(path.join(folder, name))) ?? undefined;
  const code = (kind: string) => has(kind, `src/${kind}`);
  const router = code('app') ? 'app' : 'pages';
  const root = code(router);
  const config = has(...['js', 'mjs', 'ts', 'mts'].map((suffix) => `next.config.${suffix}`));
  if (manifest && isWorkspace(folder, manifest) && root === undefined) sayApps(folder, manifest);
  if (!manifest || (dependencies.next === undefined && config === undefined)) {
    throw new CliError(
      `Expected the folder of a Next.js app, with a package.json that names next, but ${folder} has ` +
        `${manifest ? 'one without it' : 'none'}. Go to the folder of the app, or name it: npx ssecast init FOLDER.`,
    );
  }
  if (root === undefined) {
    throw new CliError(
      `Expected a folder app, src/app, pages or src/pages in ${folder}, but there is none. ` +
        'Make a first page, or go to the folder of the app, and run this again.',
    );
  }
  const version = nextVersion(folder, dependencies.next);
  checkVersion(version);
  const base = root.startsWith('src/') ? 'src/' : '';
  const typescript = await readTypeScript(folder, base);
  return {
    folder,
    base,
    router,
    typescript: typescript.isThere ? typescript : undefined,
    alias: typescript.alias,
    component: typescript.isThere ? '.tsx' : usesJsx(path.join(folder, root)) ? '.jsx' : '.js',
    next: version.major,
    config,
    instrumentation: has(
      ...['ts', 'tsx', 'js', 'jsx'].map((suffix) => `${base}instrumentation.${suffix}`),
    ),
    isInstalled: dependencies.ssecast !== undefined || manifest.name === 'ssecast',
    manager: managerOf(folder),
    port: portOf(manifest),
  };
}

const usesJsx = (folder: string) => readdirSync(folder).some((name) => name.endsWith('.jsx'));

const lockFiles = {
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
  'package-lock.json': 'npm',
};

/** The package manager of the nearest lock file. */
function managerOf(folder: string): string {
  for (const [name, manager] of Object.entries(lockFiles)) {
    if (existsSync(path.join(folder, name))) return manager;
  }
  const parent = path.dirname(folder);
  return parent === folder ? 'npm' : managerOf(parent);
}
