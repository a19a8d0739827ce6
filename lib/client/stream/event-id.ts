/**
 * `<milliseconds>-<sequence>`: the ids that ssecast gives, which have an order. The last five digits
 * of the sequence count the events of a millisecond (`kIdsAMillisecond` of src/core/event_id.hpp),
 * and the digits before them name the history that gave the id: each process has its own.
 */
const form = /^0*(\d{1,20})-0*(\d{1,20})$/;
const sequenceDigits = 5;

/**
 * Below 0 when `a` comes before `b`, 0 for the same place, above 0 after it. Undefined when the ids
 * have no order: an application gave one of them, or they are of two histories, whose events say
 * nothing about each other.
 */
export function compareIds(a: string | undefined, b: string | undefined): number | undefined {
  const [, milliseconds = '', sequence = ''] = form.exec(a ?? '') ?? [];
  const [, others = '', other = ''] = form.exec(b ?? '') ?? [];
  const isComparable = sequence && other && historyOf(sequence) === historyOf(other);
  return isComparable ? compare(milliseconds, others) || compare(sequence, other) : undefined;
}

/** The milliseconds since the epoch in an id, if it has some. */
export function millisecondsOf(id: string | undefined): number | undefined {
  const match = /^(\d{1,15})-\d+$/.exec(id ?? '');
  return match ? Number(match[1]) : undefined;
}

function historyOf(sequence: string): string {
  return sequence.slice(0, -sequenceDigits);
}

/** 64-bit numbers as digits without leading zeros: a double rounds neighbours to one number. */
function compare(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}

/** Characters of an id: a longer one could not travel back in a header. */
export const longestId = 1_024;
