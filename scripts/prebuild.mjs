/**
 * Builds the addon for every platform of the package, checks each file and puts it into
 * native/prebuilds/: `npm run prebuild`. `--only linux-x64,…` builds some; `--check` builds none and checks
 * those that are there. Needs Linux on x64.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { install } from './lib/apt.mjs';
import { fromRoot } from './lib/paths.mjs';
import { check } from './lib/prebuild/check.mjs';
import { compile, folderOf } from './lib/prebuild/compile.mjs';
import { chosenTargets } from './lib/prebuild/targets.mjs';
import { kZigVersion } from './lib/prebuild/zig.mjs';
import { missing, toBuild, toPrebuild } from './lib/prerequisites.mjs';
import { Failure, main, say } from './lib/run.mjs';
import { digest, once } from './lib/stamp.mjs';

const shipped = ({ name }) => fromRoot('native/prebuilds', name, 'ssecast.node');

async function build(target) {
  const sources = ['CMakeLists.txt', 'cmake', 'src'].map((name) => fromRoot(name));
  const { version } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
  const value = digest(sources, target, version, kZigVersion);
  const built = path.join(folderOf(target), 'ssecast.node');
  const stamp = fromRoot('build/prebuild', `${target.name}.stamp`);
  const done = await once({ stamp, value, outputs: [built] }, () => compile(target));
  say(`${target.name}: ${done ? 'built' : 'up to date'}`);
  const file = shipped(target);
  mkdirSync(path.dirname(file), { recursive: true });
  // Replaced, never overwritten: a process that has the old file loaded keeps it whole.
  copyFileSync(built, `${file}.new`);
  renameSync(`${file}.new`, file);
}

async function report(target) {
  const file = shipped(target);
  const faults = existsSync(file) ? await check(target, file) : ['it is not there'];
  for (const fault of faults) say(`${target.name}: ${fault}`);
  if (faults.length === 0) {
    say(`${target.name}: holds, ${(statSync(file).size / 1e6).toFixed(2)} MB`);
  }
  return faults.length === 0;
}

await main(async (args) => {
  const { values } = parseArgs({
    args,
    options: { only: { type: 'string' }, check: { type: 'boolean', default: false } },
  });
  const targets = chosenTargets(values.only);
  const absent = missing([...toBuild, ...toPrebuild]);
  if (absent.length > 0) await install(absent);
  if (!values.check) for (const target of targets) await build(target);
  const broken = [];
  for (const target of targets) if (!(await report(target))) broken.push(target.name);
  if (broken.length > 0) {
    throw new Failure(`Expected every binary to hold but these do not: ${broken.join(', ')}.`);
  }
});
