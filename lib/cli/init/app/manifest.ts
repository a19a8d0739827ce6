import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CliError } from '../../cli-error.js';

export interface Manifest {
  name?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  scripts?: Record<string, string>;
  workspaces?: string[] | { packages?: string[] };
}

/** @returns undefined where there is no package.json */
export function readManifest(folder: string): Manifest | undefined {
  const file = path.join(folder, 'package.json');
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new CliError(`Expected JSON in ${file}, but: ${(error as Error).message}`);
  }
}

const kPnpm = 'pnpm-workspace.yaml';

export function isWorkspace(folder: string, { workspaces }: Manifest): boolean {
  return workspaces !== undefined || existsSync(path.join(folder, kPnpm));
}

/** @throws a sentence that names the apps of the workspace */
export function sayApps(folder: string, manifest: Manifest): never {
  const apps = patternsOf(folder, manifest)
    .flatMap((pattern) => expand(folder, pattern))
    .filter((name) => isNextApp(path.join(folder, name)));
  const found = [...new Set(apps)].sort();
  const what =
    found.length === 0
      ? 'and no package in it names next'
      : `and these are its Next.js apps: ${found.join(', ')}`;
  const todo = `npx ssecast init ${found[0] ?? 'FOLDER'}`;
  throw new CliError(
    `Expected the folder of a Next.js app, but ${folder} is the root of a workspace, ${what}. ` +
      `Name the app: ${todo}.`,
  );
}

function isNextApp(folder: string): boolean {
  const { dependencies, devDependencies } = readManifest(folder) ?? {};
  return { ...devDependencies, ...dependencies }.next !== undefined;
}

function patternsOf(folder: string, { workspaces }: Manifest): string[] {
  const listed = Array.isArray(workspaces) ? workspaces : (workspaces?.packages ?? []);
  const file = path.join(folder, kPnpm);
  if (!existsSync(file)) return listed;
  const lines = readFileSync(file, 'utf8').matchAll(/^\s*-\s*['"]?([^'"#\n]+?)['"]?\s*(?:#.*)?$/gm);
  return [...listed, ...[...lines].map(([, pattern]) => pattern as string)];
}

/** The folders that a pattern of a workspace names. `*` is a folder, `**` up to two in each other. */
function expand(root: string, pattern: string): string[] {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  let found = [''];
  for (const part of parts) {
    const step = (names: string[]) => names.flatMap((name) => foldersIn(root, name, part));
    found = part === '**' ? [...found, ...step(found), ...step(step(found))] : step(found);
  }
  return found;
}

function foldersIn(root: string, parent: string, part: string): string[] {
  const isMatch = new RegExp(
    `^${part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '.*')}$`,
  );
  const folder = path.join(root, parent);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((each) => each.isDirectory() && each.name !== 'node_modules' && isMatch.test(each.name))
    .map(({ name }) => (parent === '' ? name : `${parent}/${name}`));
}
