import type { PublishedEvent, Target } from '../types/events.js';
import type { BroadcasterOptions } from '../types/options.js';
import type { Backplane } from './backplane.js';

/** Bounds of the events that wait for the log, while it cannot be reached. */
export interface BackplaneQueueOptions {
  /** Milliseconds that an event waits. Then its promise rejects. Default 10,000. */
  age?: number | undefined;
  /** Bytes of entries that wait. The promise of one more rejects. Default 16 MiB. */
  bytes?: number | undefined;
}

/**
 * Called with the error of an event that is not known to be in the log, whether its promise is awaited or
 * not. Without `event`: the message to other processes that `disconnect` sends.
 */
export type BackplaneErrorListener = (
  error: Error,
  event?: PublishedEvent | undefined,
  target?: Target | undefined,
) => void;

/** The options of a broadcaster whose events travel between processes. */
export interface BackplaneSettings {
  /** What carries the events: `redisBackplane({ url })` of `ssecast/redis`. */
  backplane: Backplane;
  /**
   * Gets the errors of events that could not be sent. Default: none; they are logged either way, at most
   * once in 10 s.
   */
  onBackplaneError?: BackplaneErrorListener | undefined;
  backplaneQueue?: BackplaneQueueOptions | undefined;
}

/** Options of `createBroadcaster` and `defineLive` with a backplane. */
export interface BackplaneOptions extends BroadcasterOptions, BackplaneSettings {}

/** For APIs whose types are the same with a backplane and without. */
export type MaybeBackplane = {
  [Name in keyof BackplaneSettings]?: BackplaneSettings[Name] | undefined;
};
