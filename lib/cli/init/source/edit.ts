import type { Source } from './source.js';
import { readSource } from './source.js';

/** What became of a file that is there already. */
export type Edit =
  | { kind: 'changed'; text: string }
  | { kind: 'done' }
  /** `why` is the beginning of a sentence that ends with what to write. */
  | { kind: 'by hand'; why: string };

export const kDone: Edit = { kind: 'done' };
export const byHand = (why: string): Edit => ({ kind: 'by hand', why });

/** The edits that were made, if the file is still one that can be parsed. */
export async function finish({ edits }: Source, file: string): Promise<Edit> {
  const text = edits.toString();
  if ((await readSource(text, file)) !== undefined) return { kind: 'changed', text };
  return byHand('has a shape that cannot be edited safely');
}
