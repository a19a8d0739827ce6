import type { ConnectionSettings } from '../options/options.js';
import type { Failure } from '../stream/failure.js';
import { backOff, shortestRepeat } from '../transport/back-off.js';
import { moment, since } from '../transport/clock.js';

/** How often a connection tries again, and how long it waits before. */
export interface Retries {
  /** Reconnects in a row that count towards `maxReconnectAttempts`. */
  count(): number;
  /** Counts one more. @returns milliseconds to wait; undefined when there were too many */
  next(failure: Failure): number | undefined;
  /** Milliseconds for which the server wants no request after the last failure; 0 or less: none. */
  rest(): number;
  /** Counts nothing: without a network, a failure says nothing about the server. */
  delayOffline(): number;
  /** The server has sent a `retry`. */
  setBase(milliseconds: number): void;
  /** A stream is open. It ends no waits that grow, whatever it brings, until it has lasted. */
  opened(): void;
  /** The stream has brought something: the server is there. */
  received(): void;
  /** A wait was cut short, which does not count. */
  hurried(): void;
  /** The stream has lasted, or the page woke: the next failure is the first. */
  reset(): void;
}

export function createRetries({
  reconnectInterval,
  maxReconnectAttempts,
}: ConnectionSettings): Retries {
  let base = reconnectInterval;
  let attempts = 0;
  /** Waits in a row, which grow. */
  let waits = 0;
  /** The last stream ended before it had lasted. */
  let isBrief = false;
  let allowed = moment();

  function delay(retryAfter = 0): number {
    waits += 1;
    return backOff(waits, base, Math.max(retryAfter, isBrief ? shortestRepeat : 0));
  }

  return {
    count: () => attempts,
    next({ final, retryAfter }) {
      allowed = moment(retryAfter);
      if (final || attempts >= maxReconnectAttempts) return undefined;
      attempts += 1;
      return delay(retryAfter);
    },
    rest: () => -since(allowed),
    delayOffline: delay,
    setBase(milliseconds) {
      base = milliseconds;
    },
    opened() {
      isBrief = true;
    },
    received() {
      attempts = 0;
    },
    hurried() {
      attempts = Math.max(0, attempts - 1);
      waits -= 1;
    },
    reset() {
      attempts = 0;
      waits = 0;
      isBrief = false;
    },
  };
}
