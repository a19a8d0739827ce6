/** Delays double up to here. A longer base, or a longer `Retry-After`, is kept. */
const longest = 30_000;
/** A server may ask for a `retry` of 0, and end each stream at once: that would be a tight loop. */
export const shortestRepeat = 1_000;
/** What setTimeout can hold; it fires at once for anything more. */
const timerLimit = 2 ** 31 - 1;

/**
 * Milliseconds to wait before reconnect number `attempt`, counted from 1. Never less than `base`,
 * which the server or the application chose; up to a quarter more, so that the clients of a server
 * that comes back do not arrive all at once.
 */
export function backOff(attempt: number, base: number, atLeast = 0, random = Math.random): number {
  const grown = attempt === 1 ? base : Math.max(base, shortestRepeat) * 2 ** (attempt - 1);
  const delay = Math.max(base, Math.min(grown, longest), atLeast);
  return Math.min(Math.round(delay * (1 + random() / 4)), timerLimit);
}
