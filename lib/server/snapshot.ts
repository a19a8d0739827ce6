import type { BroadcasterState } from 'ssecast/native';
import { backplaneOf } from '../backplane/engine.js';
import type { Snapshot } from '../types/events.js';
import { invalidArgument } from './errors.js';
import { restoreHistory } from './restore-history.js';

/** Attempts at a load that ends while the history still reaches back to its cursor. */
const kAttempts = 3;

/** See `Broadcaster.snapshot`. */
export async function takeSnapshot<Data>(
  state: BroadcasterState,
  channel: string,
  load: () => Data | Promise<Data>,
): Promise<Snapshot<Data>> {
  if (typeof channel !== 'string' || channel === '') {
    throw invalidArgument(
      'ERR_SSECAST_INVALID_CHANNEL',
      'a string that is not empty',
      'channel',
      channel,
    );
  }
  if (typeof load !== 'function') {
    throw invalidArgument('ERR_SSECAST_INVALID_LOAD', 'a function', 'load', load);
  }
  // Read now, because its events are older than the snapshot: read later, they would count as newer.
  if (state.restoresHistory) restoreHistory(state);
  // A cursor from before would belong to no place in the log.
  await backplaneOf(state)?.ready();
  for (let attempt = 1; ; attempt++) {
    // Before `load`: an event that is published meanwhile may come twice, in the data and as an event,
    // but is never missed.
    const cursor = state.native.position();
    const data = await load();
    if (attempt === kAttempts || state.native.covers(cursor, channel)) return { data, cursor };
  }
}
