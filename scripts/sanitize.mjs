/**
 * Runs the C++ tests, and a stress run in Node, under AddressSanitizer with UBSan and under
 * ThreadSanitizer; then fuzzes.
 */
import { runCppTests } from './lib/cpp-tests.mjs';
import { fuzz } from './lib/fuzz.mjs';
import { main, runScript } from './lib/run.mjs';
import { runSanitizedNode } from './lib/sanitized-node.mjs';
import { definitionsOf, sanitizers } from './lib/sanitizers.mjs';
import { runAll } from './lib/steps.mjs';

const options = {
  ASAN_OPTIONS: 'detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1',
  UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
  TSAN_OPTIONS: 'halt_on_error=1:second_deadlock_stack=1',
};

const tests = (kind) => () => runCppTests(sanitizers[kind].folder, definitionsOf(kind), options);

/** Of each stress run in Node. */
const kSeconds = 40;

await main(async () => {
  await runScript('setup', '--test');
  await runScript('build');
  await runAll({
    'C++ tests: address and undefined behaviour': tests('address'),
    'C++ tests: threads': tests('thread'),
    'the addon in Node: addresses, undefined behaviour, leaks': () =>
      runSanitizedNode('address', kSeconds),
    'the addon in Node: threads': () => runSanitizedNode('thread', kSeconds),
    fuzzing: () => fuzz('-max_total_time=60'),
  });
});
