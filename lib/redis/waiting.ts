import { RedisBackplaneError } from './errors.js';

/** Timers here never keep the process alive: `hold` of a connection does that. */
export const delay = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });

/** How long to wait before the attempt after so many failed ones: 50 ms to 2 s, each up to half shorter. */
export function backOff(failures: number): number {
  if (failures === 0) return 0;
  const longest = Math.min(2_000, 50 * 2 ** Math.min(failures - 1, 10));
  return longest * (0.5 + Math.random() / 2);
}

/** The error of what did not come in time. */
export const lateness = (what: string, milliseconds: number): Error =>
  new RedisBackplaneError(
    'ERR_SSECAST_REDIS_TIMEOUT',
    `Expected ${what} within ${milliseconds} ms but nothing came; check that Redis answers and is not overloaded`,
  );

/** Settles as the promise does, or rejects with `ERR_SSECAST_REDIS_TIMEOUT`. */
export function within<Value>(
  milliseconds: number,
  what: string,
  promise: Promise<Value>,
): Promise<Value> {
  // Each publish waits so: `Promise.race` would make five more promises.
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(lateness(what, milliseconds)), milliseconds).unref();
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

/** A promise with its functions. */
export class Deferred<Value = void> {
  resolve!: (value: Value) => void;
  reject!: (error: Error) => void;
  readonly promise = new Promise<Value>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });

  constructor() {
    // A rejection that is not awaited yet must not end the process.
    this.promise.catch(() => undefined);
  }
}
