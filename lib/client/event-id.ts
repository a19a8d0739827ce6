/** `<milliseconds>-<sequence>`: the ids that ssecast gives, which tell the place of an event. */
const form = /^(\d{1,20})-(\d{1,20})$/;

/**
 * Below 0 when `a` comes before `b`, 0 for the same place, above 0 after it. Undefined when one of
 * them has another form: an id that the application gave tells nothing about its place.
 */
export function compareIds(a: string | undefined, b: string | undefined): number | undefined {
  const [left, right] = [form.exec(a ?? ''), form.exec(b ?? '')];
  if (!left || !right) return undefined;
  return compare(left[1], right[1]) || compare(left[2], right[2]);
}

/** The milliseconds since the epoch in an id, if they can be ones. */
export function millisecondsOf(id: string | undefined): number | undefined {
  const match = /^(\d{1,15})-\d+$/.exec(id ?? '');
  return match ? Number(match[1]) : undefined;
}

/** 64-bit numbers: a double would take neighbours for the same. */
function compare(a = '', b = ''): number {
  const [left, right] = [BigInt(a), BigInt(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
