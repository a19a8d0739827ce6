/** Runs the C++ tests under AddressSanitizer with UBSan and under ThreadSanitizer, then fuzzes. */
import { runCppTests } from './lib/cpp-tests.mjs';
import { fuzz } from './lib/fuzz.mjs';
import { main, runScript } from './lib/run.mjs';
import { runAll } from './lib/steps.mjs';

const options = {
  ASAN_OPTIONS: 'detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1',
  UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
  TSAN_OPTIONS: 'halt_on_error=1:second_deadlock_stack=1',
};

const sanitized = (name, sanitizer) => () =>
  runCppTests(name, { CMAKE_BUILD_TYPE: 'RelWithDebInfo', SSECAST_SANITIZER: sanitizer }, options);

await main(async () => {
  await runScript('setup', '--test');
  await runAll({
    'address and undefined behaviour': sanitized('asan', 'address,undefined'),
    threads: sanitized('tsan', 'thread'),
    fuzzing: () => fuzz('-max_total_time=60'),
  });
});
