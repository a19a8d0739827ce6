import { askToInstall, missing } from './prerequisites.mjs';
import { CommandFailure, Failure, run, say } from './run.mjs';
import { which } from './which.mjs';

/** Root installs by itself; sudo may ask for a password only at a terminal. */
function privileged() {
  if (process.getuid?.() === 0) return [];
  if (!which('sudo')) return undefined;
  return process.stdin.isTTY && !process.env.CI ? ['sudo'] : ['sudo', '-n'];
}

const succeeds = (...command) =>
  run(command[0], command.slice(1), { quiet: true }).then(
    () => true,
    () => false,
  );

async function choose({ packages }) {
  for (const name of packages) {
    // A package that is only referred to has no candidate; a simulated installation finds that out.
    if (await succeeds('apt-get', 'install', '--simulate', '--no-remove', name)) return name;
  }
  return undefined;
}

const chooseAll = async (prerequisites) => Promise.all(prerequisites.map(choose));

/** Runs apt-get with the rights that it needs to change the system, asking nothing. */
export function aptCommand(...args) {
  const prefix = privileged();
  if (!prefix) throw new Failure('Expected root or sudo to run apt-get but have neither.');
  const command = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
  return run(command[0], command.slice(1));
}

/** Installs what is missing. Removes nothing, and asks nothing. */
export async function install(prerequisites) {
  if (!privileged() || !which('apt-get')) throw new Failure(askToInstall(prerequisites));
  const installChosen = async () => {
    const names = await chooseAll(prerequisites);
    if (names.includes(undefined)) throw new CommandFailure('apt-get', 100);
    say(`installing ${names.join(', ')}`);
    await aptCommand('install', '--yes', '--no-install-recommends', '--no-remove', ...names);
  };
  try {
    try {
      await installChosen();
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      // No package lists yet, or lists so old that their packages are gone.
      await aptCommand('update');
      await installChosen();
    }
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    throw new Failure(askToInstall(missing(prerequisites)));
  }
}
