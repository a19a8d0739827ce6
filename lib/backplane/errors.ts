import { NativeError } from 'ssecast/native';
import type { BackplaneRejection } from '../types/stats.js';
import type { NotStored } from './backplane.js';

/**
 * The error of an event that is not known to be in the log.
 * @param cause the last error of the backplane, if there was one
 */
export function rejection(
  why: BackplaneRejection,
  sentence: string,
  cause: Error | undefined,
): NativeError {
  const reason = cause === undefined ? '' : ` The last error was: ${cause.message}`;
  return new NativeError(`ERR_SSECAST_BACKPLANE_${why.toUpperCase()}`, sentence + reason, {
    cause,
  });
}

/** Anything that was thrown, as an Error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** Whether the call of `append` that rejected with it has stored nothing. */
export function isNotStored(error: Error): boolean {
  return (error as Partial<NotStored>).notStored === true;
}
