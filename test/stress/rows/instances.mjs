/** The tests of instances that share a Redis (test/redis/instances), in a form that takes three times as long. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runBin } from '../../../scripts/lib/run.mjs';
import { inFolder } from '../support/harness.mjs';

export default {
  name: 'instances',
  title:
    'two to four instances that share a Redis, under load, while clients go from one to another at random, and each fault of Redis, of connections and of instances',
  holdsWhen:
    'no event is lost, repeated or out of order without a gap, and there is no gap where nothing was lost',
  /** With `quick` they are not run: the short form is a part of `npm test -- redis`. */
  run: async ({ quick }) => (quick ? [] : inFolder(measured)),
};

async function measured(folder) {
  const [report, figures] = ['report.json', 'figures'].map((name) => path.join(folder, name));
  const args = ['--selectProjects=redis', '--testPathPatterns=redis/instances/', '--maxWorkers=1'];
  // A test that fails is a check that fails.
  await runBin('jest', [...args, '--testTimeout=240000', '--json', '--outputFile', report], {
    env: { SSECAST_RELIABILITY: 'full', SSECAST_FIGURES: figures },
  }).catch(() => undefined);
  const said = new Map(
    readFileSync(figures, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
      .map(({ test, figure }) => [test, figure]),
  );
  const tests = JSON.parse(readFileSync(report, 'utf8')).testResults.flatMap(
    ({ assertionResults }) => assertionResults,
  );
  return tests
    .filter(({ fullName, status }) => said.has(fullName) || status !== 'passed')
    .map(({ fullName, status }) => ({
      ok: status === 'passed',
      figure: `${fullName}: ${said.get(fullName) ?? 'broke off'}`,
    }));
}
