import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { root } from './paths.mjs';
import { run } from './run.mjs';
import { which } from './which.mjs';

/** Configures and builds CMakeLists.txt in `folder`. CMake itself skips what is up to date. */
export async function cmakeBuild(folder, definitions) {
  // A configured folder keeps its generator: CMake refuses another one.
  const configured = existsSync(path.join(folder, 'CMakeCache.txt'));
  const generator = !configured && which('ninja') ? ['-G', 'Ninja'] : [];
  const defines = Object.entries(definitions).map(([name, value]) => `-D${name}=${value}`);
  await run('cmake', ['-S', root, '-B', folder, ...generator, ...defines]);
  await run('cmake', ['--build', folder, '--parallel', String(availableParallelism())]);
}
