import { existsSync } from 'node:fs';
import path from 'node:path';

/** The file of that name without its suffix that is there, whatever its suffix. */
export function existing(folder: string, name: string): string | undefined {
  const suffixes = ['.ts', '.tsx', '.js', '.jsx', '.mjs'];
  return suffixes
    .map((suffix) => name + suffix)
    .find((each) => existsSync(path.join(folder, each)));
}
