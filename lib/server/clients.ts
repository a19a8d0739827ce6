import {
  type BroadcasterState,
  currentAdmission,
  inspectClients,
  type NativeTargetKind,
} from 'ssecast/native';
import type { ClientDetails, ClientInfo } from '../../types/clients.js';
import type { BroadcasterStats } from '../../types/stats.js';

/** The clients that a target means now, oldest connection first. */
export function listClients(
  state: BroadcasterState,
  kind: NativeTargetKind,
  keys: string | string[],
): ClientInfo[] {
  return JSON.parse(state.native.clients(kind, keys));
}

/** Ends the streams of the clients that a target means, and keeps those out that are being admitted. */
export function disconnectClients(
  state: BroadcasterState,
  kind: NativeTargetKind,
  keys: string | string[],
): number {
  return state.native.disconnect(kind, keys, 'server', currentAdmission()?.ticket);
}

/** Takes a channel off a client, and off its joins under way. */
export function unsubscribeClient(
  state: BroadcasterState,
  clientId: string,
  channel: string,
): boolean {
  return state.native.unsubscribe(clientId, channel, true, currentAdmission()?.ticket);
}

/** What the broadcaster has counted. */
export function readStats(state: BroadcasterState): BroadcasterStats {
  return JSON.parse(state.native.stats());
}

/** See `Broadcaster.inspect`. */
export async function inspect(state: BroadcasterState): Promise<ClientDetails[]> {
  return JSON.parse(await inspectClients(state));
}
