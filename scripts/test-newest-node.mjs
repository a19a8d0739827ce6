/**
 * Runs the suite with the newest Node that npm can install, on the addon and the TypeScript that
 * were built for this one: all unit tests, and the integration tests that need no built Next app.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { installNewestNode } from './lib/newest-node.mjs';
import { fromRoot } from './lib/paths.mjs';
import { add, countJest, none, recordTotal, settle, totalLine } from './lib/results.mjs';
import { main, report, run, runScript, say } from './lib/run.mjs';

const kLimit = 10 * 60_000;
await main(async () => {
  await runScript('setup', '--test');
  await runScript('build');
  const { version, node } = await installNewestNode();
  say(`tests with Node ${version}`);
  let total = none;
  const jest = async (name, ...args) => {
    const file = fromRoot('build/results', `newest-node-${name}.json`);
    rmSync(file, { force: true });
    const program = fromRoot('node_modules/jest/bin/jest.js');
    const ok = await run(node, [program, '--json', '--outputFile', file, ...args], {
      timeout: kLimit,
    }).then(
      () => true,
      (error) => report(error),
    );
    total = add(total, settle(countJest(file), ok === true));
  };
  mkdirSync(fromRoot('build/results'), { recursive: true });
  await jest('unit', '--selectProjects', 'node', 'jsdom');
  // Not `serial`: `next build` and `next start` with another Node would test Next.
  await jest(
    'integration',
    '--selectProjects=integration',
    '--testPathPatterns=test/integration/',
    '--maxWorkers=2',
  );
  recordTotal('newest-node', total);
  console.log(totalLine(total));
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
});
