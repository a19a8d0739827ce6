import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from '../paths.mjs';
import { zig } from './zig.mjs';

const definitions = fromRoot('node_modules/node-api-headers/def');
const machines = { x86_64: 'i386:x86-64', aarch64: 'arm64' };

/**
 * Windows looks for a function in a library that it knows by name, and for Node-API that is node.exe.
 * @returns the import library that says so
 */
export async function makeNodeLibrary({ processor, name }) {
  const folder = fromRoot('build/prebuild', name);
  mkdirSync(folder, { recursive: true });
  const names = ['js_native_api.def', 'node_api.def'].flatMap((file) =>
    readFileSync(path.join(definitions, file), 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => /^(napi|node_api)_\w+$/.test(line)),
  );
  const definition = path.join(folder, 'node.def');
  writeFileSync(definition, ['NAME node.exe', 'EXPORTS', ...new Set(names), ''].join('\n'));
  const library = path.join(folder, 'node.lib');
  await zig(['dlltool', '-m', machines[processor], '-d', definition, '-l', library]);
  return library;
}
