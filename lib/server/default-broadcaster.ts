import { type BroadcasterState, findBroadcaster } from 'ssecast/native';
import type { MaybeBackplane } from '../backplane/options.js';
import type { Snapshot } from '../types/events.js';
import type { BroadcasterOptions } from '../types/options.js';
import { viewOf } from './broadcaster.js';
import type { Broadcaster } from './broadcaster-types.js';
import { applyOptions, openWithOptions } from './options.js';
import { takeSnapshot } from './snapshot.js';

/** The defaults of `initializeSSE` that differ from those of `createBroadcaster`. */
const defaults = { maxConnections: 1_000 } satisfies BroadcasterOptions;

/**
 * Gets the broadcaster `default` as it is, or creates it with the defaults of every broadcaster, so that
 * the order in which modules are evaluated makes no difference.
 */
export function defaultState(): BroadcasterState {
  return findBroadcaster('default') ?? openWithOptions({ name: 'default' });
}

/**
 * Applies the options to the broadcaster `default`, and the defaults of the manager to options that were
 * given neither before nor now: an application keeps the limits that it has set.
 */
export function initializeState(
  options: Omit<BroadcasterOptions, 'name'> & MaybeBackplane,
  enableLogging?: boolean,
): BroadcasterState {
  const state = openWithOptions({ ...options, name: 'default' });
  if (!state.given.has('maxConnections')) applyOptions(state, defaults);
  state.debug = enableLogging ?? state.debug ?? true;
  return state;
}

/** The default broadcaster, for options without a `broadcaster`. */
export function defaultBroadcaster(): Broadcaster {
  return viewOf(defaultState());
}

/**
 * `Broadcaster.snapshot` of the default broadcaster: data for a page, and the cursor from which its
 * stream goes on.
 *
 * @example
 * const { data, cursor } = await snapshot('user:42', () => loadOrders('42'))
 * @throws TypeError `ERR_SSECAST_INVALID_CHANNEL`, `ERR_SSECAST_INVALID_LOAD`, and what `load` throws (as
 * rejections)
 */
export async function snapshot<Data>(
  channel: string,
  load: () => Data | Promise<Data>,
): Promise<Snapshot<Data>> {
  return takeSnapshot(defaultState(), channel, load);
}
