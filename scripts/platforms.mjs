/**
 * Runs the binaries that `npm run prebuild` has built where that is possible from here, checks all of them,
 * and writes the table of docs/compatibility.md: `npm run platforms`. `--only linux-arm64,…` takes some and
 * writes nothing. The last line is the total.
 */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { install } from './lib/apt.mjs';
import { fromRoot } from './lib/paths.mjs';
import { runTests } from './lib/platforms/run-tests.mjs';
import { runners } from './lib/platforms/runners.mjs';
import { platformsSection, withSection } from './lib/platforms/section.mjs';
import { check } from './lib/prebuild/check.mjs';
import { chosenTargets } from './lib/prebuild/targets.mjs';
import { missing, toPrebuild, toRunPlatforms } from './lib/prerequisites.mjs';
import { add, none, recordTotal, totalLine } from './lib/results.mjs';
import { main, runScript, say } from './lib/run.mjs';

async function runAll(target) {
  const runs = [];
  for (const runner of runners.filter((each) => each.target === target.name)) {
    const { counts, on } = await runTests(runner);
    say(`${target.name} on ${runner.name} (${on}): ${totalLine(counts)}`);
    runs.push({ runner, counts, on });
  }
  return runs;
}

async function examine(target) {
  const file = fromRoot('native/prebuilds', target.name, 'ssecast.node');
  if (!existsSync(file)) {
    return { target, faults: ['it is not built; build it with: npm run prebuild'], runs: [] };
  }
  const faults = await check(target, file);
  say(`${target.name}: ${faults.length === 0 ? 'checked' : faults.join('; ')}`);
  return { target, size: statSync(file).size, faults, runs: await runAll(target) };
}

/** The check of a binary counts as one test. */
function countRow({ target, faults, runs }) {
  const failures = faults.map((fault) => `${target.name}: ${fault}`);
  const failed = faults.length > 0 ? 1 : 0;
  const checked = { passed: 1 - failed, failed, skipped: 0, failures };
  return runs.map(({ counts }) => counts).reduce(add, checked);
}

await main(async (args) => {
  const { values } = parseArgs({ args, options: { only: { type: 'string' } } });
  const absent = missing([...toPrebuild, ...toRunPlatforms]);
  if (absent.length > 0) await install(absent);
  await runScript('build-ts');
  const rows = [];
  for (const target of chosenTargets(values.only)) rows.push(await examine(target));
  const page = fromRoot('docs/compatibility.md');
  if (values.only === undefined) {
    writeFileSync(page, withSection(readFileSync(page, 'utf8'), platformsSection(rows)));
  }
  const total = rows.map(countRow).reduce(add, none);
  recordTotal('platforms', total);
  for (const failure of total.failures) console.log(`failed: ${failure}`);
  console.log(totalLine(total));
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
});
