import { type BroadcasterState, drainBroadcaster } from 'ssecast/native';
import type { DrainReport } from '../types/stats.js';
import { check, milliseconds } from './options.js';

export interface DrainOptions {
  /**
   * Milliseconds after which clients that have not drained are closed. Default 10,000; 0 closes at once.
   */
  deadline?: number | undefined;
}

export const kDrainDeadline = 10_000;

/** See `Broadcaster.drain`. */
export async function drain(
  state: BroadcasterState,
  options: DrainOptions = {},
): Promise<DrainReport> {
  check('', options, { deadline: milliseconds });
  return JSON.parse(await drainBroadcaster(state, options.deadline ?? kDrainDeadline));
}
