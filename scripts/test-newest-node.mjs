/**
 * Runs the suite with the newest Node that npm can install, on the addon and the TypeScript that
 * were built for this one: all unit tests, and the integration tests that need no built Next app.
 */
import { installNewestNode } from './lib/newest-node.mjs';
import { fromRoot } from './lib/paths.mjs';
import { main, run, runScript, say } from './lib/run.mjs';
import { runAll } from './lib/steps.mjs';

const kLimit = 5 * 60_000;
/** `next build` and `next start` with another Node would test Next, and take the longest. */
const needsTheExample = 'test/integration/next-';

await main(async () => {
  await runScript('setup', '--test');
  await runScript('build');
  const { version, node } = await installNewestNode();
  say(`tests with Node ${version}`);
  const jest = (name, ...args) =>
    run(
      node,
      [
        fromRoot('node_modules/jest/bin/jest.js'),
        '--json',
        '--outputFile',
        fromRoot('build/results', `newest-node-${name}.json`),
        ...args,
      ],
      { timeout: kLimit },
    );
  await runAll({
    [`unit tests on Node ${version}`]: () => jest('unit', '--selectProjects', 'node', 'jsdom'),
    [`integration tests on Node ${version}`]: () =>
      jest(
        'integration',
        '--selectProjects',
        'integration',
        '--runInBand',
        '--testPathIgnorePatterns',
        needsTheExample,
        '--testPathPatterns',
        'test/integration/',
      ),
  });
});
