/**
 * Builds what `npm run check`, `npm run sanitize` and `npm run instructions -- --check` need: the C++ tests
 * under ThreadSanitizer, the fuzz targets, the findings of clang-tidy, and the program whose instructions
 * are counted. `.ci/run` starts it at the lowest priority while the tests
 * wait for their servers; what fails here fails again, and counts, where it is needed.
 */
import { buildParts } from '../bench/instructions/trees.mjs';
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
    instructions: buildParts,
  }),
);
