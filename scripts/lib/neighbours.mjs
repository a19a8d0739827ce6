import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { aptCommand } from './apt.mjs';
import { fromRoot } from './paths.mjs';
import { askToInstall, toNeighbour } from './prerequisites.mjs';
import { CommandFailure, Failure, run, say } from './run.mjs';
import { digest, once } from './stamp.mjs';
import { which } from './which.mjs';

/**
 * The programs that tests and `npm run world` put beside a server. Their packages are unpacked into a folder
 * and not installed: an installed web server starts at once and at every boot, on port 80.
 */
const folder = fromRoot('build/neighbours');
const root = path.join(folder, 'root');
const inRoot = (file) => path.join(root, 'usr', file);

const libraries = () => {
  const lib = inRoot('lib');
  if (!existsSync(lib)) return [];
  return readdirSync(lib)
    .filter((name) => name.includes('-linux-'))
    .map((name) => path.join(lib, name));
};

const names = toNeighbour.flatMap(({ packages }) => packages);
const unpacked = ({ program }) => inRoot(program);

/** A program by its name: `{ command, env }`, to be started with. Call `unpackNeighbours` before. */
export function neighbour(name) {
  const wanted = toNeighbour.find((each) => each.name === name);
  return {
    command: unpacked(wanted),
    env: { LD_LIBRARY_PATH: libraries().join(path.delimiter) },
  };
}

/** A file that a package brings beside its program, such as a module. */
export function neighbourFile(...names) {
  const found = [inRoot('lib'), ...libraries()]
    .map((each) => path.join(each, ...names))
    .find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new Failure(`Expected ${path.join(...names)} of Debian's packages but they lack it.`);
}

/** The packages to unpack: those that are asked for and what they need besides what is installed. */
async function toUnpack() {
  const args = ['install', '--simulate', '--reinstall', '--no-install-recommends', ...names];
  const told = await run('apt-get', args, { capture: true });
  // `Inst name [old] (new …)`: with an old version it is there already, and new enough to run with.
  const missing = [...told.matchAll(/^Inst (\S+) \(/gm)].map(([, name]) => name);
  return [...new Set([...names, ...missing])];
}

async function unpack() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  const packages = await toUnpack();
  say(`unpacking ${names.join(', ')} into build/neighbours`);
  // As the user that runs this: apt's own may not write here.
  const quietly = ['--quiet', '--quiet', '--option', 'APT::Sandbox::User=root'];
  await run('apt-get', ['download', ...quietly, ...packages], { cwd: folder });
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.deb'))) {
    await run('dpkg-deb', ['--extract', path.join(folder, file), root]);
  }
}

/** Unpacks Debian's packages of the neighbours where that was not done yet. Installs nothing. */
export function unpackNeighbours() {
  const outputs = toNeighbour.map(unpacked);
  return once(
    { stamp: path.join(folder, 'stamp'), value: digest([], names), outputs },
    async () => {
      if (!which('apt-get') || !which('dpkg-deb')) throw new Failure(askToInstall(toNeighbour));
      try {
        await unpack();
      } catch (error) {
        if (!(error instanceof CommandFailure)) throw error;
        // No package lists yet, or lists so old that their packages are gone.
        await aptCommand('update');
        await unpack();
      }
    },
  );
}
