import { existsSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Folders that are looked at, at most. */
const kMaxFolders = 20_000;

/** The real folders of all installed copies of ssecast below and above a folder. */
export function findCopies(folder: string): string[] {
  const found = new Set<string>();
  const search = createSearch(found);
  for (const each of withParents(folder)) search(path.join(each, 'node_modules'));
  return [...found];
}

/** The copies in the folders of packages below a folder, such as those of a standalone output. */
export function findCopiesBelow(folder: string, depth = 4): string[] {
  const found = new Set<string>();
  const search = createSearch(found);
  const visit = (each: string, left: number) => {
    search(path.join(each, 'node_modules'));
    if (left === 0) return;
    for (const name of foldersIn(each)) {
      if (!name.startsWith('.') && name !== 'node_modules') visit(path.join(each, name), left - 1);
    }
  };
  visit(folder, depth);
  return [...found];
}

/** Up to the root of the repository, where a workspace has its packages; without one only the folder. */
function withParents(folder: string): string[] {
  const folders = [folder];
  for (let each = folder; !existsSync(path.join(each, '.git')); ) {
    const parent = path.dirname(each);
    if (parent === each) return [folder];
    folders.push(parent);
    each = parent;
  }
  return folders;
}

function createSearch(found: Set<string>): (modules: string) => void {
  let left = kMaxFolders;
  const search = (modules: string): void => {
    for (const name of foldersIn(modules)) {
      if (left-- <= 0) return;
      const folder = path.join(modules, name);
      if (name === 'ssecast') add(folder, found);
      // pnpm keeps each package in a folder of its own.
      if (name === '.pnpm') for (const each of foldersIn(folder)) ofPnpm(folder, each);
      else if (name.startsWith('@')) search(folder);
      else if (!name.startsWith('.')) search(path.join(folder, 'node_modules'));
    }
  };
  const ofPnpm = (folder: string, name: string) => {
    if (/^ssecast@/.test(name)) add(path.join(folder, name, 'node_modules/ssecast'), found);
  };
  return search;
}

function add(folder: string, found: Set<string>): void {
  if (existsSync(path.join(folder, 'package.json'))) found.add(realpathSync(folder));
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}
