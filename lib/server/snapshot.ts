import type { BroadcasterState } from 'ssecast/native';
import type { Snapshot } from '../../types/events.js';
import { invalidArgument } from './errors.js';
import { restoreHistory } from './restore-history.js';

/** So often a load is begun whose beginning the history may have forgotten when it ends. */
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
  // Its events are older than the snapshot; read later, they would be taken for newer ones.
  if (state.restoresHistory) restoreHistory(state);
  for (let attempt = 1; ; attempt++) {
    // Before `load`: what is published meanwhile may come twice, in the data and as an event, but is
    // never missed.
    const cursor = state.native.position();
    const data = await load();
    if (attempt === kAttempts || state.native.covers(cursor, channel)) return { data, cursor };
  }
}
