import path from 'node:path';
import type { CompilerOptions } from './compiler-options.js';

/** Finds the files that a name like `@/lib/live` may mean; none for a package. */
export type Aliases = (name: string) => string[];

/** The aliases of an application in a folder. */
export function createAliases(folder: string, { paths, baseUrl = '.' }: CompilerOptions): Aliases {
  const base = path.resolve(folder, baseUrl);
  return (name) =>
    Object.entries(paths ?? {}).flatMap(([pattern, targets]) => {
      const [before = '', after] = pattern.split('*');
      if (after === undefined ? name !== pattern : !name.startsWith(before)) return [];
      const rest = name.slice(before.length);
      return targets.map((target) => path.resolve(base, target.replace('*', rest)));
    });
}
