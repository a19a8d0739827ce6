import {
  type BroadcasterState,
  currentAdmission,
  inspectClients,
  type NativeTargetKind,
  notifyJoined,
  notifyLeft,
} from 'ssecast/native';
import type { ClientDetails, ClientInfo } from '../types/clients.js';
import type { BroadcasterStats } from '../types/stats.js';

/** The clients of a target now, oldest connection first. */
export function listClients(
  state: BroadcasterState,
  kind: NativeTargetKind,
  keys: string | string[],
): ClientInfo[] {
  return JSON.parse(state.native.clients(kind, keys));
}

/** Ends the streams of a target's clients, and refuses those that are being admitted. */
export function disconnectClients(
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
  return JSON.parse(state.native.stats());
}

/** See `Broadcaster.inspect`. */
export async function inspect(state: BroadcasterState): Promise<ClientDetails[]> {
  return JSON.parse(await inspectClients(state));
}
