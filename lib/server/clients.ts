import { type BroadcasterState, inspectClients, type NativeTargetKind } from 'ssecast/native';
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

/** What the broadcaster has counted. */
export function readStats(state: BroadcasterState): BroadcasterStats {
  return JSON.parse(state.native.stats());
}

/** See `Broadcaster.inspect`. */
export async function inspect(state: BroadcasterState): Promise<ClientDetails[]> {
  return JSON.parse(await inspectClients(state));
}
