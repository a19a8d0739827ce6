/**
 * `<milliseconds>-<sequence>`: the ids that ssecast gives, which tell the place of an event. The last
 * five digits of the sequence count the events of a millisecond, and those before them name the history
 * that gave the id: each process has its own.
 */
const form = /^(\d{1,20})-(\d{1,20})$/;

/** As `kIdsAMillisecond` of src/core/event_id.hpp. */
const idsAMillisecond = 100_000n;

/**
 * Below 0 when `a` comes before `b`, 0 for the same place, above 0 after it. Undefined when that cannot
 * be told: one of them has another form, because the application gave it, or they are of two histories,
 * whose events say nothing about each other.
 */
export function compareIds(a: string | undefined, b: string | undefined): number | undefined {
  const [left, right] = [parse(a), parse(b)];
  if (!left || !right || left.history !== right.history) return undefined;
  return compare(left.milliseconds, right.milliseconds) || compare(left.sequence, right.sequence);
}

/** The milliseconds since the epoch in an id, if they can be ones. */
export function millisecondsOf(id: string | undefined): number | undefined {
  const match = /^(\d{1,15})-\d+$/.exec(id ?? '');
  return match ? Number(match[1]) : undefined;
}

/** 64-bit numbers: a double would take neighbours for the same. */
function parse(id: string | undefined) {
  const match = form.exec(id ?? '');
  if (!match) return undefined;
  const sequence = BigInt(match[2] ?? '');
  return { milliseconds: BigInt(match[1] ?? ''), sequence, history: sequence / idsAMillisecond };
}

function compare(left: bigint, right: bigint): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
