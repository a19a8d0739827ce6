import { statSync } from 'node:fs';
import path from 'node:path';
import type { Aliases } from './aliases.js';
import { readModule, type SourceFile } from './read-module.js';

/** Files that are read for one question, at most. */
const kMaxFiles = 300;
const kSuffixes = ['.ts', '.tsx', '.mts', '.js', '.jsx', '.mjs', '.cjs'];

/** A file and the files of the application that it imports, directly or not; the file comes first. */
export async function reachable(entry: string, aliases: Aliases): Promise<SourceFile[]> {
  const found: SourceFile[] = [];
  const waiting = [entry];
  const seen = new Set(waiting);
  for (const file of waiting) {
    if (found.length === kMaxFiles) break;
    const module = await readModule(file);
    if (module === undefined) continue;
    found.push(module);
    for (const { from, isTypeOnly } of module.imports) {
      const next = isTypeOnly ? undefined : resolveOwn(from, file, aliases);
      if (next === undefined || seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return found;
}

/** The file of the application that an import means; undefined for packages. */
function resolveOwn(name: string, from: string, aliases: Aliases): string | undefined {
  const bases = /^\.{1,2}(\/|$)/.test(name) ? [path.resolve(from, '..', name)] : aliases(name);
  return bases.flatMap(candidates).find(isFile);
}

function candidates(base: string): string[] {
  // TypeScript is imported by the name of its output, too.
  const written = base.replace(/\.(m|c)?jsx?$/, '');
  const stems = written === base ? [base] : [base, written];
  return stems.flatMap((stem) => [
    stem,
    ...kSuffixes.map((suffix) => stem + suffix),
    ...kSuffixes.map((suffix) => path.join(stem, `index${suffix}`)),
  ]);
}

export function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
