import { createSSE } from 'ssecast/channels';
import { live } from './live';

/** A service of channels, over the broadcaster that all pages share. */
export const sse = createSSE({ broadcaster: live.broadcaster });

export const connectionsChannel = 'connections';
export const maxWindows = 5;

export interface ConnectionStatistics {
  totalConnections: number;
  byChannel: Record<string, number>;
  /** In milliseconds since the epoch. */
  oldestConnection: number;
}

export function countConnections(): ConnectionStatistics {
  const clients = sse.getClients();
  const byChannel: Record<string, number> = Object.create(null);
  for (const client of clients) {
    for (const channel of client.channels) byChannel[channel] = (byChannel[channel] ?? 0) + 1;
  }
  return {
    totalConnections: clients.length,
    // Spread: a Server Component can pass on only plain objects.
    byChannel: { ...byChannel },
    oldestConnection: Math.min(Date.now(), ...clients.map(({ createdAt }) => +createdAt)),
  };
}

/**
 * Makes room for one more window of a user. The oldest window gets an event with the reason, so that it
 * does not reconnect and close the next window. Then its client is removed.
 */
export function makeRoom(channel: string): void {
  const windows = sse.getClientsByChannel(channel);
  for (const oldest of windows.slice(0, Math.max(0, windows.length - maxWindows + 1))) {
    sse.sendTo(oldest.id, 'replaced', { limit: maxWindows });
    sse.removeClient(oldest.id);
  }
}
