import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { addonHeaders } from './addon-headers.mjs';
import { cmakeConfigure } from './cmake.mjs';
import { fromRoot } from './paths.mjs';
import { Failure, run, say } from './run.mjs';
import { digest, once } from './stamp.mjs';

/** Configured and never built. Clang cannot read the precompiled headers of GCC. */
const folder = fromRoot('build/tidy');
const definitions = {
  CMAKE_BUILD_TYPE: 'Debug',
  CMAKE_DISABLE_PRECOMPILE_HEADERS: 'ON',
  ...addonHeaders,
};

/** Every file of src/ that is compiled. */
async function sources() {
  await cmakeConfigure(folder, definitions);
  const database = JSON.parse(readFileSync(`${folder}/compile_commands.json`, 'utf8'));
  const files = new Set(database.map(({ file }) => file));
  const ours = [...files].filter((file) => file.startsWith(fromRoot('src/')));
  if (ours.length === 0) throw new Failure(`Expected the files of src/ in ${folder}.`);
  return ours;
}

async function worker(queue, failed) {
  for (let next = queue.shift(); next; next = queue.shift()) {
    await run('clang-tidy', ['--quiet', '-p', folder, next]).catch((error) => failed.push(error));
  }
}

/** clang-tidy over src/, where anything in it changed since it was last found clean. */
export async function clangTidy() {
  const value = digest([fromRoot('src'), fromRoot('.clang-tidy'), fromRoot('CMakeLists.txt')]);
  const done = await once({ stamp: fromRoot('build/clang-tidy.stamp'), value }, async () => {
    const queue = await sources();
    const failed = [];
    await Promise.all(Array.from({ length: availableParallelism() }, () => worker(queue, failed)));
    if (failed.length > 0) throw failed[0];
  });
  if (!done) say('clang-tidy found these sources clean before');
}
