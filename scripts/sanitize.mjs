/**
 * Runs the C++ tests under ThreadSanitizer (`npm test -- cpp` runs them under the others), a stress run
 * in Node under AddressSanitizer with UBSan and under ThreadSanitizer; then fuzzes.
 */
import { runCppTests } from './lib/cpp-tests.mjs';
import { fuzz } from './lib/fuzz.mjs';
import { main, runScript } from './lib/run.mjs';
import { runSanitizedNode } from './lib/sanitized-node.mjs';
import { runAll } from './lib/steps.mjs';

/** Of each stress run in Node. */
const kSeconds = 40;

await main(async () => {
  await runScript('setup', '--test');
  await runScript('build');
  await runAll({
    'C++ tests: threads': () => runCppTests('thread'),
    'the addon in Node: addresses, undefined behaviour, leaks': () =>
      runSanitizedNode('address', kSeconds),
    'the addon in Node: threads': () => runSanitizedNode('thread', kSeconds),
    fuzzing: () => fuzz('-max_total_time=60'),
  });
});
