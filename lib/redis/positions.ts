import type { Position } from '../backplane/backplane.js';

/** Before every entry. */
export const start: Position = '0-0';

/** Ids of this size are numbers without loss, here and in the Lua of Redis. */
const form = /^(\d{1,15})-(\d{1,5})$/;
const greatestSequence = 99_999n;

/** Whether an id of Redis is a position: a sequence below 100,000, milliseconds of at most 15 digits. */
export const isPosition = (id: string): boolean => form.test(id);

/** Whether a decimal number is less than another. Ids that are no positions have up to 20 digits. */
const isLess = (one: string, other: string): boolean =>
  one.length === other.length ? one < other : one.length < other.length;

/** Whether an id of Redis, a position or not, comes before another. */
export function isBefore(one: string, other: string): boolean {
  const dash = one.indexOf('-');
  const otherDash = other.indexOf('-');
  // Ids of one time have the same form, mostly. Then their digits compare as text.
  if (dash === otherDash && one.length === other.length) return one < other;
  const [milliseconds, others] = [one.slice(0, dash), other.slice(0, otherDash)];
  return milliseconds === others
    ? isLess(one.slice(dash + 1), other.slice(otherDash + 1))
    : isLess(milliseconds, others);
}

export const laterOf = (one: string, other: string): string => (isBefore(one, other) ? other : one);

/** The greatest position before an id of Redis. */
export function justBefore(id: string): Position {
  const dash = id.indexOf('-');
  const milliseconds = BigInt(id.slice(0, dash));
  const sequence = BigInt(id.slice(dash + 1));
  if (sequence === 0n) return `${milliseconds - 1n}-${greatestSequence}`;
  const before = sequence - 1n;
  return `${milliseconds}-${before < greatestSequence ? before : greatestSequence}`;
}
