import { mkdirSync, rmSync } from 'node:fs';
import { cmakeBuild } from '../../scripts/lib/cmake.mjs';
import { fromRoot, root } from '../../scripts/lib/paths.mjs';
import { Failure, run } from '../../scripts/lib/run.mjs';

/** The last commit before draining, policies for slow clients, limits and latencies came. */
export const BEFORE = 'f9165ef';

const folder = (...parts) => fromRoot('build/instructions', ...parts);

/** Takes what the engine is built from out of the repository's history. */
async function extractBefore() {
  const tree = folder('before');
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree, { recursive: true });
  const archive = folder('before.tar');
  const parts = ['src', 'cmake', 'CMakeLists.txt', 'package.json'];
  await run('git', ['archive', '-o', archive, BEFORE, ...parts], { quiet: true }).catch(() => {
    throw new Failure(
      `Expected the commit ${BEFORE} in the history of the repository; fetch all of it (git fetch --unshallow) and run this again.`,
    );
  });
  await run('tar', ['-x', '-f', archive, '-C', tree]);
  return tree;
}

async function buildTree(name, source) {
  const build = folder(`cmake-${name}`);
  await cmakeBuild(build, { SSECAST_SOURCE: source }, { source: fromRoot('bench/instructions') });
  return `${build}/deliver`;
}

/** Builds the same program on the engine of both trees. @returns the two executables */
export async function buildTrees() {
  return {
    before: await buildTree('before', await extractBefore()),
    now: await buildTree('now', root),
  };
}
