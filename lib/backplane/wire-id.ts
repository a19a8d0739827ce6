import type { Epoch, Position } from './backplane.js';

/** Sequences of a position stay below this, so that an id on the wire has the epoch before them. */
export const kSequences = 100_000;

/** A place in the log, in numbers. */
export interface Place {
  milliseconds: number;
  sequence: number;
}

/** The id on the wire of the entry at `position`. The same as C++ gives it. */
export function toWireId(position: Position, epoch: Epoch): string {
  const { milliseconds, sequence } = toPlace(position);
  return `${milliseconds}-${epoch * kSequences + sequence}`;
}

/** The position and the epoch of an id on the wire; undefined for an id of another form. */
export function fromWireId(id: string): { position: Position; epoch: Epoch } | undefined {
  if (!/^\d{1,15}-\d{1,16}$/.test(id)) return undefined;
  const { milliseconds, sequence } = toPlace(id);
  return {
    position: `${milliseconds}-${sequence % kSequences}`,
    epoch: Math.floor(sequence / kSequences),
  };
}

/** The numbers of a position, or of an id on the wire. */
export function toPlace(text: string): Place {
  const dash = text.indexOf('-');
  return { milliseconds: Number(text.slice(0, dash)), sequence: Number(text.slice(dash + 1)) };
}

/** Orders positions, or ids on the wire of one epoch: negative when `a` comes first. */
export function comparePlaces(a: string, b: string): number {
  const first = toPlace(a);
  const second = toPlace(b);
  return first.milliseconds - second.milliseconds || first.sequence - second.sequence;
}
