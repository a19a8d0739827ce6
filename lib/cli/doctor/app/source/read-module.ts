import { readFile } from 'node:fs/promises';
import { factsOf, type ModuleFacts } from './module-facts.js';
import { parse } from './syntax.js';

/** A file of the application. */
export interface SourceFile extends ModuleFacts {
  /** Its whole path. */
  file: string;
}

/** Reads a file of JavaScript or TypeScript; undefined where that is not possible. */
export async function readModule(file: string): Promise<SourceFile | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const program = text === undefined ? undefined : await parse(text);
  return program && { file, ...factsOf(program) };
}
