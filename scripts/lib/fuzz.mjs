import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { cmakeBuild } from './cmake.mjs';
import { fromRoot } from './paths.mjs';
import { Failure, run } from './run.mjs';

/** Executables that CMake puts there: test/fuzz/fuzz_<what>.cpp becomes bin/fuzz_<what>. */
const targetsFolder = fromRoot('build/fuzz/bin');

/** Builds the libFuzzer targets with clang and shares `seconds` out among them. */
export async function fuzz(seconds) {
  await cmakeBuild(fromRoot('build/fuzz'), {
    CMAKE_BUILD_TYPE: 'RelWithDebInfo',
    CMAKE_CXX_COMPILER: 'clang++',
    SSECAST_ADDON: 'OFF',
    SSECAST_FUZZ: 'ON',
  });
  const names = existsSync(targetsFolder) ? readdirSync(targetsFolder) : [];
  if (names.length === 0) throw new Failure(`Expected fuzz targets in ${targetsFolder}.`);
  mkdirSync(fromRoot('build/results'), { recursive: true });
  for (const name of names) {
    const corpus = fromRoot('build/corpus', name);
    mkdirSync(corpus, { recursive: true });
    const seeds = fromRoot('test/fuzz/corpus', name);
    await run(`${targetsFolder}/${name}`, [
      `-max_total_time=${Math.ceil(seconds / names.length)}`,
      '-timeout=10',
      '-print_final_stats=1',
      '-verbosity=0',
      `-artifact_prefix=${fromRoot('build/results')}/`,
      corpus,
      ...(existsSync(seeds) ? [seeds] : []),
    ]);
  }
}
