/** Installs what building needs and, with `--test`, what testing needs. Safe to run again. */
import { install } from './lib/apt.mjs';
import { unpackNeighbours } from './lib/neighbours.mjs';
import { installLocked } from './lib/npm.mjs';
import { root } from './lib/paths.mjs';
import { askToInstall, missing, toBuild, toTest } from './lib/prerequisites.mjs';
import { Failure, main } from './lib/run.mjs';

await main(async (args) => {
  const wanted = args.includes('--test') ? [...toBuild, ...toTest] : toBuild;
  const absent = missing(wanted);
  if (absent.length > 0) await install(absent);
  const stillAbsent = missing(wanted);
  if (stillAbsent.length > 0) throw new Failure(askToInstall(stillAbsent));
  // Tests put them before servers.
  if (args.includes('--test')) await unpackNeighbours();
  await installLocked(root);
});
