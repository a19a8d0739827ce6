import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { root } from './paths.mjs';
import { run } from './run.mjs';
import { which } from './which.mjs';

/** Many files are compiled as one, which takes a third of the time, because most of it is headers. */
export const inFewUnits = { CMAKE_UNITY_BUILD: 'ON', CMAKE_UNITY_BUILD_BATCH_SIZE: '30' };

/** Configures the CMakeLists.txt of `source` in `folder`. `env`: variables for CMake and the compilers. */
export async function cmakeConfigure(folder, definitions, { source = root, env } = {}) {
  // A configured folder keeps its generator: CMake refuses another one.
  const configured = existsSync(path.join(folder, 'CMakeCache.txt'));
  const generator = !configured && which('ninja') ? ['-G', 'Ninja'] : [];
  const defines = Object.entries(definitions).map(([name, value]) => `-D${name}=${value}`);
  await run('cmake', ['-S', source, '-B', folder, ...generator, ...defines], { env });
}

/** Configures and builds it. CMake itself skips what is up to date. */
export async function cmakeBuild(folder, definitions, options = {}) {
  await cmakeConfigure(folder, definitions, options);
  const { env, jobs = availableParallelism() } = options;
  await run('cmake', ['--build', folder, '--parallel', String(jobs)], { env });
}
