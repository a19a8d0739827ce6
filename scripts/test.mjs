/**
 * Runs all tests, or the named parts: `npm test -- cpp unit`. The last line is the total.
 * Parts: cpp, unit, redis, integration, browser.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { cppReport, runCppTests } from './lib/cpp-tests.mjs';
import { fromRoot } from './lib/paths.mjs';
import {
  add,
  countCtest,
  countJest,
  none,
  recordTotal,
  settle,
  totalLine,
} from './lib/results.mjs';
import { Failure, main, report, runBin, runScript, say } from './lib/run.mjs';

async function cpp() {
  const ok = await succeeds(runCppTests('address'));
  return settle(countCtest(cppReport('address')), ok);
}

/** Two test files at a time: their browsers, servers and builds are processes besides. */
async function jest(name, projects) {
  const report = fromRoot('build/results', `${name}.json`);
  rmSync(report, { force: true });
  const ok = await succeeds(
    runBin(
      'jest',
      ['--json', '--outputFile', report, '--maxWorkers', '2', '--selectProjects', ...projects],
      { timeout: 25 * 60_000 },
    ),
  );
  return settle(countJest(report), ok);
}

const example = () => succeeds(runScript('pack-example', '--build', '--standalone'));

/** The tests that build apps or measure memory come after the others: jest.config.js. */
async function integration() {
  if (!(await example())) return settle(none, false);
  return add(await jest('integration', ['integration']), await jest('heavy', ['heavy']));
}

async function browser() {
  if (!(await example())) return settle(none, false);
  return jest('browser', ['browser']);
}

const parts = {
  cpp,
  unit: () => jest('unit', ['node', 'jsdom']),
  redis: () => jest('redis', ['redis']),
  integration,
  browser,
};

function succeeds(work) {
  return work.then(
    () => true,
    (error) => {
      report(error);
      return false;
    },
  );
}

async function runParts(names) {
  if (!(await succeeds(runScript('setup', '--test')))) return settle(none, false);
  if (!(await succeeds(runScript('build')))) return settle(none, false);
  let total = none;
  for (const name of names) {
    say(`tests: ${name}`);
    total = add(total, await parts[name]());
  }
  return total;
}

await main(async (args) => {
  const unknown = args.find((name) => !Object.hasOwn(parts, name));
  if (unknown !== undefined) {
    const known = Object.keys(parts).join(', ');
    throw new Failure(`Expected a part of the tests (${known}) but received ${unknown}.`);
  }
  mkdirSync(fromRoot('build/results'), { recursive: true });
  const total = await runParts(args.length > 0 ? args : Object.keys(parts));
  recordTotal('tests', total);
  console.log(totalLine(total));
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
});
