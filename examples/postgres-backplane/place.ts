import type { Position } from 'ssecast/backplane';

/** A position is one number in the tables: milliseconds × 100,000 + sequence. */
const sequences = 100_000n;

export const toPosition = (place: bigint): Position => `${place / sequences}-${place % sequences}`;

export function toPlace(position: Position): bigint {
  const [milliseconds = '0', sequence = '0'] = position.split('-');
  return BigInt(milliseconds) * sequences + BigInt(sequence);
}
