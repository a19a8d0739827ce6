import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CliError } from '../cli-error.js';
import type { Change } from './plan/types.js';

/**
 * Writes the changes. A file that has changed since the plan was made is not written.
 * @throws CliError that says what was written before
 */
export function apply(folder: string, changes: Change[]): void {
  const written: string[] = [];
  for (const { file, before, after } of changes) {
    const place = path.join(folder, file);
    try {
      if (before === undefined) {
        mkdirSync(path.dirname(place), { recursive: true });
        // It fails where there is a file meanwhile.
        writeFileSync(place, after, { flag: 'wx' });
      } else {
        if (readFileSync(place, 'utf8') !== before) throw new Error('it has changed meanwhile');
        writeFileSync(place, after);
      }
    } catch (error) {
      const so =
        written.length === 0 ? 'Nothing was changed' : `Written were ${written.join(', ')}`;
      throw new CliError(
        `${file} could not be written: ${(error as Error).message}. ${so}. Run this again to see what is left.`,
      );
    }
    written.push(file);
  }
}
