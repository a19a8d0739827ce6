import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fromRoot } from './paths.mjs';
import { run, say } from './run.mjs';
import { digest, once } from './stamp.mjs';

/** Build folders whose compile_commands.json together know every file of src/. */
const databases = ['build/test', 'build/native'].map((name) => fromRoot(name));

function filesOf(folder) {
  const database = `${folder}/compile_commands.json`;
  if (!existsSync(database)) return [];
  return JSON.parse(readFileSync(database, 'utf8'))
    .map(({ file }) => file)
    .filter((file) => file.startsWith(fromRoot('src/')));
}

/** Each file once, with the first folder that compiles it. */
function plan() {
  const folders = new Map();
  for (const folder of databases) {
    for (const file of filesOf(folder)) {
      if (!folders.has(file)) folders.set(file, folder);
    }
  }
  return [...folders];
}

async function worker(queue, failed) {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [file, folder] = next;
    await run('clang-tidy', ['--quiet', '-p', folder, file]).catch((error) => failed.push(error));
  }
}

/** clang-tidy over src/, where anything in it changed since it was last found clean. */
export async function clangTidy() {
  const value = digest([fromRoot('src'), fromRoot('.clang-tidy'), fromRoot('CMakeLists.txt')]);
  const done = await once({ stamp: fromRoot('build/clang-tidy.stamp'), value }, async () => {
    const queue = plan();
    const failed = [];
    await Promise.all(Array.from({ length: availableParallelism() }, () => worker(queue, failed)));
    if (failed.length > 0) throw failed[0];
  });
  if (!done) say('clang-tidy found these sources clean before');
}
