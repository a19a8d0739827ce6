import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { addonHeaders } from './addon-headers.mjs';
import { cmakeConfigure, inFewUnits } from './cmake.mjs';
import { fromRoot } from './paths.mjs';
import { Failure, run, say } from './run.mjs';
import { cppSources } from './sources.mjs';
import { digest, once } from './stamp.mjs';

/** Configured and never built. Clang cannot read the precompiled headers of GCC. */
const folder = fromRoot('build/tidy');
const definitions = {
  CMAKE_BUILD_TYPE: 'Debug',
  CMAKE_DISABLE_PRECOMPILE_HEADERS: 'ON',
  ...inFewUnits,
  ...addonHeaders,
};

/** What is compiled: files of src/, and files that include many of them. */
async function units() {
  await cmakeConfigure(folder, definitions);
  const database = JSON.parse(readFileSync(`${folder}/compile_commands.json`, 'utf8'));
  const files = [...new Set(database.map(({ file }) => file))];
  const texts = files.map((file) => `#include "${file}"\n${readFileSync(file, 'utf8')}`).join('\n');
  const missing = (await cppSources())
    .filter((file) => file.startsWith('src/') && file.endsWith('.cpp'))
    // Needs the headers of Windows; `npm run prebuild` compiles it with every warning.
    .filter((file) => !file.includes('/windows/'))
    .filter((file) => !texts.includes(`#include "${fromRoot(file)}"`));
  if (missing.length > 0) throw new Failure(`Expected ${missing.join(', ')} in ${folder}.`);
  return files;
}

async function worker(queue, failed) {
  for (let next = queue.shift(); next; next = queue.shift()) {
    // A unit includes sources on purpose.
    const args = ['--quiet', '--checks=-bugprone-suspicious-include', '-p', folder, next];
    await run('clang-tidy', args).catch((error) => failed.push(error));
  }
}

/** clang-tidy over src/, where anything in it changed since it was last found clean. */
export async function clangTidy() {
  const value = digest([fromRoot('src'), fromRoot('.clang-tidy'), fromRoot('CMakeLists.txt')]);
  const done = await once({ stamp: fromRoot('build/clang-tidy.stamp'), value }, async () => {
    const queue = await units();
    const failed = [];
    await Promise.all(Array.from({ length: availableParallelism() }, () => worker(queue, failed)));
    if (failed.length > 0) throw failed[0];
  });
  if (!done) say('clang-tidy found these sources clean before');
}
