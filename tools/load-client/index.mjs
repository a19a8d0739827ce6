/** The program that holds thousands of streams, for the benchmark and for the reliability tests. */
import { cmakeBuild } from '../../scripts/lib/cmake.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';

const folder = fromRoot('build/load-client');

/** Its first argument is what it does: main.cpp. */
export const loadClient = fromRoot('build/load-client/load_client');

/** CMake itself skips what is up to date. */
export const buildLoadClient = () =>
  cmakeBuild(folder, { CMAKE_BUILD_TYPE: 'Release' }, { source: fromRoot('tools/load-client') });
