import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Application } from './application.js';
import { reachable } from './source/reachable.js';
import type { SourceFile } from './source/read-module.js';

/** A file whose handlers open streams. */
export interface RouteFile {
  file: string;
  kind: 'app' | 'pages';
  /** Its address, with parameters as they are written: `/api/rooms/[id]`. */
  address: string;
  /** The file and what it imports. */
  modules: SourceFile[];
}

const kMaxFiles = 20_000;
const kRoute = /^route\.(ts|tsx|js|jsx|mts|mjs)$/;
const kScript = /\.(ts|tsx|js|jsx|mts|mjs)$/;

/** Functions that open a stream, or make the handler that does. */
const kOpening = [
  'createSSERoute',
  'createSSEHandler',
  'route',
  'handler',
  'connect',
  'accept',
  'connectSSEClient',
  'addClient',
  'subscribe',
];

/** The routes of the application that open streams of ssecast. */
export async function findRoutes(app: Application): Promise<RouteFile[]> {
  const { sourceFolder, aliases } = app;
  const files = [
    ...candidates(path.join(sourceFolder, 'app'), 'app', kRoute),
    ...candidates(path.join(sourceFolder, 'pages/api'), 'pages', kScript),
  ];
  const routes = await Promise.all(
    files.map(async (each) => ({ ...each, modules: await reachable(each.file, aliases) })),
  );
  return routes.filter(opensStream);
}

function opensStream({ modules, kind }: RouteFile): boolean {
  const [main] = modules;
  const method = kind === 'app' ? 'GET' : 'default';
  if (main === undefined || !(main.exports.has(method) || main.exports.has('*'))) return false;
  const usesPackage = modules.some(({ imports }) =>
    imports.some(({ from, isTypeOnly }) => !isTypeOnly && /^ssecast(\/|$)/.test(from)),
  );
  // Many routes only publish: this file, or the one that it re-exports, has to open something.
  const near = modules.filter(({ file }) => file === main.file || main.exports.has('*'));
  return usesPackage && near.some(({ calls }) => kOpening.some((name) => calls.has(name)));
}

function candidates(folder: string, kind: RouteFile['kind'], pattern: RegExp) {
  return filesIn(folder)
    .filter((file) => pattern.test(path.basename(file)))
    .map((file) => ({ file, kind, address: addressOf(path.relative(folder, file), kind) }));
}

/** Groups and slots are no part of an address. */
function addressOf(file: string, kind: RouteFile['kind']): string {
  const parts = file.split(path.sep);
  const last = (parts.pop() ?? '').replace(/\.\w+$/, '');
  const names = parts.filter((part) => !/^(\(.*\)|@.*)$/.test(part));
  if (kind === 'app') return `/${names.join('/')}`;
  return ['/api', ...names, ...(last === 'index' ? [] : [last])].join('/');
}

function filesIn(folder: string): string[] {
  const files: string[] = [];
  const folders = [folder];
  for (const each of folders) {
    if (files.length > kMaxFiles) break;
    for (const entry of entriesOf(each)) {
      const file = path.join(each, entry.name);
      if (entry.isDirectory() && entry.name !== 'node_modules') folders.push(file);
      else if (entry.isFile()) files.push(file);
    }
  }
  return files.sort();
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
