import {
  type BroadcasterState,
  currentAdmission,
  inspectClients,
  type NativeTargetKind,
  notifyJoined,
  notifyLeft,
} from 'ssecast/native';
import { backplaneOf } from '../backplane/engine.js';
import { trackerOf } from '../presence/tracker.js';
import type { ClientDetails, ClientInfo } from '../types/clients.js';
import type { Target } from '../types/events.js';
import type { BroadcasterStats } from '../types/stats.js';
import { keysOf, kindOf } from './targets.js';

/** The clients of a target now, oldest connection first. */
export function listClients(
  state: BroadcasterState,
  kind: NativeTargetKind,
  keys: string | string[],
): ClientInfo[] {
  return JSON.parse(state.native.clients(kind, keys));
}

/**
 * Ends the streams of a target's clients, and refuses those that are being admitted. With a backplane the
 * other processes do the same; that they could not be reached goes to `onBackplaneError` and the logger.
 * @returns the number of streams here
 */
export function disconnectClients(
  state: BroadcasterState,
  kind: NativeTargetKind,
  keys: string | string[],
): number {
  const count = disconnectHere(state, kind, keys);
  const backplane = backplaneOf(state);
  backplane?.disconnect(kind, keys).catch((error) => backplane.report(error));
  return count;
}

/**
 * `disconnectClients` for a broadcaster with a backplane.
 * @returns the number of streams here, when the log has the message to the other processes. Rejects with
 * the codes of a backplane when that is not known; the streams here have ended all the same
 */
export function disconnectEverywhere(state: BroadcasterState, target: Target): Promise<number> {
  const backplane = backplaneOf(state);
  const disconnected = (async () => {
    const kind = kindOf(target);
    const keys = keysOf(target);
    const count = disconnectHere(state, kind, keys);
    await backplane?.disconnect(kind, keys);
    return count;
  })();
  // As for `reported`: its promise need not be awaited.
  disconnected.catch((error) => backplane?.report(error));
  return disconnected;
}

function disconnectHere(
  state: BroadcasterState,
  kind: NativeTargetKind,
  keys: string | string[],
): number {
  return state.native.disconnect(kind, keys, 'server', currentAdmission()?.ticket);
}

/** Subscribes a client to a channel, and calls the listeners for it. @returns whether it joined */
export function subscribeClient(
  state: BroadcasterState,
  clientId: string,
  channel: string,
): boolean {
  const hasJoined = state.native.subscribe(clientId, channel);
  if (hasJoined) notifyJoined(state, clientId, [channel]);
  return hasJoined;
}

/**
 * Unsubscribes a client from a channel, refuses its joins under way, and calls the listeners for it.
 * @returns whether it left
 */
export function unsubscribeClient(
  state: BroadcasterState,
  clientId: string,
  channel: string,
): boolean {
  const ticket = currentAdmission()?.ticket;
  const hasLeft = state.native.unsubscribe(clientId, channel, true, ticket);
  if (hasLeft) notifyLeft(state, clientId, [channel]);
  return hasLeft;
}

/** The counters of a broadcaster. */
export function readStats(state: BroadcasterState): BroadcasterStats {
  const stats = JSON.parse(state.native.stats()) as BroadcasterStats;
  const backplane = backplaneOf(state);
  if (backplane !== undefined) {
    stats.backplane = backplane.stats();
    // C++ knows those of this process.
    const { refused } = backplane.slots;
    stats.refused += refused;
    if (refused > 0) stats.refusals.user += refused;
  }
  const presence = trackerOf(state);
  if (presence !== undefined) stats.presence = presence.stats();
  return stats;
}

/** See `Broadcaster.inspect`. */
export async function inspect(state: BroadcasterState): Promise<ClientDetails[]> {
  return JSON.parse(await inspectClients(state));
}
