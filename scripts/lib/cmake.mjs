import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { root } from './paths.mjs';
import { run } from './run.mjs';
import { which } from './which.mjs';

/**
 * Definitions for builds that are never shipped: many files are compiled as one, which takes a third of
 * the time, because most of it is headers. What users get is built file by file.
 */
export const inFewUnits = { CMAKE_UNITY_BUILD: 'ON', CMAKE_UNITY_BUILD_BATCH_SIZE: '30' };

/** Configures CMakeLists.txt in `folder`. */
export async function cmakeConfigure(folder, definitions, source = root) {
  // A configured folder keeps its generator: CMake refuses another one.
  const configured = existsSync(path.join(folder, 'CMakeCache.txt'));
  const generator = !configured && which('ninja') ? ['-G', 'Ninja'] : [];
  const defines = Object.entries(definitions).map(([name, value]) => `-D${name}=${value}`);
  await run('cmake', ['-S', source, '-B', folder, ...generator, ...defines]);
}

/** Configures and builds it. CMake itself skips what is up to date. */
export async function cmakeBuild(folder, definitions, source = root) {
  await cmakeConfigure(folder, definitions, source);
  await run('cmake', ['--build', folder, '--parallel', String(availableParallelism())]);
}
