import { type BroadcasterState, findBroadcaster } from 'ssecast/native';
import type { Snapshot } from '../../types/events.js';
import type { BroadcasterOptions } from '../../types/options.js';
import { viewOf } from './broadcaster.js';
import type { Broadcaster } from './broadcaster-types.js';
import { openWithOptions } from './options.js';
import { takeSnapshot } from './snapshot.js';

/** The configuration that docs prescribe for a service that nobody configured. */
const defaults: BroadcasterOptions = {
  heartbeatInterval: 30_000,
  maxConnections: 1_000,
  connectionTimeout: 300_000,
};

/** Gets the broadcaster `default` as it is, or creates it with the defaults of `initializeSSE`. */
export function defaultState(): BroadcasterState {
  return findBroadcaster('default') ?? initializeState({});
}

/**
 * Creates the broadcaster `default`; or applies to the one that is there what is given, and nothing
 * else: an application that created it with its own limits keeps them.
 */
export function initializeState(
  options: Omit<BroadcasterOptions, 'name'>,
  enableLogging?: boolean,
): BroadcasterState {
  const present = findBroadcaster('default');
  const state = openWithOptions({
    ...(present === undefined ? defaults : undefined),
    ...options,
    name: 'default',
  });
  if (present === undefined || enableLogging !== undefined) state.debug = enableLogging ?? true;
  return state;
}

/** The default broadcaster, for what does not name one. */
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
