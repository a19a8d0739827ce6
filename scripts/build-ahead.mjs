/**
 * Builds what `npm run check` and `npm run sanitize` need: the C++ tests under ThreadSanitizer, the fuzz
 * targets, and the findings of clang-tidy. `.ci/run` starts it at the lowest priority while the tests
 * wait for their servers; what fails here fails again, and counts, where it is needed.
 */
import { clangTidy } from './lib/clang-tidy.mjs';
import { buildCppTests } from './lib/cpp-tests.mjs';
import { buildTargets } from './lib/fuzz.mjs';
import { main } from './lib/run.mjs';
import { runAll } from './lib/steps.mjs';

await main(() =>
  runAll({
    'C++ tests: threads': () => buildCppTests('thread'),
    'fuzz targets': buildTargets,
    'C++ lint': clangTidy,
  }),
);
