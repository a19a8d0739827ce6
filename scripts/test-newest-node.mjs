/**
 * Runs with the newest Node that npm can install what depends on Node, on the addon and the
 * TypeScript that were built for this one: the unit tests of the server and the addon, and the
 * integration tests that need no built Next app. The code of pages runs in browsers.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { installNewestNode } from './lib/newest-node.mjs';
import { fromRoot } from './lib/paths.mjs';
import { countJest, recordTotal, settle, totalLine } from './lib/results.mjs';
import { main, report, run, runScript, say } from './lib/run.mjs';

const kLimit = 10 * 60_000;
await main(async () => {
  await runScript('setup', '--test');
  await runScript('build');
  const { version, node } = await installNewestNode();
  say(`tests with Node ${version}`);
  mkdirSync(fromRoot('build/results'), { recursive: true });
  const file = fromRoot('build/results/newest-node.json');
  rmSync(file, { force: true });
  // Not `heavy`: `next build` and `next start` with another Node would test Next.
  const options = ['--selectProjects', 'node', 'integration', '--maxWorkers=2'];
  const what = '--testPathPatterns=test/unit/(?!client/)|test/integration/';
  const jest = [fromRoot('node_modules/jest/bin/jest.js'), '--json', '--outputFile', file];
  const ok = await run(node, [...jest, what, ...options], { timeout: kLimit }).then(
    () => true,
    (error) => {
      report(error);
      return false;
    },
  );
  const total = settle(countJest(file), ok);
  recordTotal('newest-node', total);
  console.log(totalLine(total));
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
});
