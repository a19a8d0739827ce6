import { lstatSync } from 'node:fs';
import { fromRoot } from './paths.mjs';
import { run } from './run.mjs';

/** Files that are or will be tracked, by git's patterns. */
export async function sources(...patterns) {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...patterns];
  const names = (await run('git', args, { capture: true })).split('\n').filter(Boolean);
  return [...new Set(names)].filter((name) =>
    lstatSync(fromRoot(name), { throwIfNoEntry: false })?.isFile(),
  );
}

export const cppSources = () => sources('*.cpp', '*.hpp', '*.c', '*.h');
