import type { Position } from '../../backplane/backplane.js';
import { isPosition } from '../positions.js';

/** An entry of the stream as Redis replies with it: its id, and names and values in turn. */
export type RawEntry = [id: Buffer, fields: Buffer[]];

export type ReadEntry =
  | { kind: 'entry'; position: Position; entry: Uint8Array; number: number | undefined }
  /** The place where an epoch begins. */
  | { kind: 'epoch'; position: Position; epoch: number }
  | { kind: 'foreign'; position: Position; what: string };

/** The greatest epoch. */
export const greatestEpoch = 9_999_999_999;

export function readEntry([id, fields]: RawEntry): ReadEntry {
  const position = id.toString('latin1');
  const foreign = (what: string): ReadEntry => ({ kind: 'foreign', position, what });
  if (!isPosition(position)) return foreign('an id with a sequence of 100,000 or more');
  const [name, value, second, number] = fields;
  if (name?.equals(entryName) && value !== undefined) {
    if (fields.length === 2) return { kind: 'entry', position, entry: value, number: undefined };
    if (fields.length === 4 && second?.equals(numberName)) {
      return { kind: 'entry', position, entry: value, number: Number(number) };
    }
  }
  if (fields.length === 2 && name?.equals(epochName)) {
    const epoch = Number(value);
    if (Number.isSafeInteger(epoch) && epoch >= 1 && epoch <= greatestEpoch) {
      return { kind: 'epoch', position, epoch };
    }
  }
  const names = fields.filter((_, at) => at % 2 === 0).map((each) => each.toString().slice(0, 40));
  return foreign(`an entry with the fields ${JSON.stringify(names.slice(0, 10))}`);
}

const entryName = Buffer.from('entry');
const numberName = Buffer.from('n');
const epochName = Buffer.from('epoch');
