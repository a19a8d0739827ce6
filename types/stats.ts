import type { DisconnectReason } from 'ssecast/native';

/** What `stats()` tells. Counts are since the broadcaster was created unless they say "now". */
export interface BroadcasterStats {
  name: string;
  /** Worker threads running now. */
  workers: number;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** Clients now, by path; `pending` ones have no connection yet. */
  clients: { total: number; direct: number; stream: number; pending: number };
  /** Distinct users, sessions and channels with a client now. */
  users: number;
  sessions: number;
  channels: number;
  /** Connections accepted, and refused because `maxConnections` was reached. */
  connections: number;
  refused: number;
  published: number;
  /** Events handed to the network or to a stream. */
  deliveries: number;
  bytes: number;
  /** System calls, or chunks of the stream path, that carried them. */
  writes: number;
  heartbeats: number;
  /** Bytes waiting for clients now. */
  queuedBytes: number;
  /** Clients parked now, and how often one was. */
  parked: number;
  parkings: number;
  /** Events served from the history, and gaps announced. */
  replayed: number;
  gaps: number;
  /** How often a worker's inbox was full and its clients went to the history instead. */
  inboxOverflows: number;
  disconnects: Record<DisconnectReason, number>;
  history: { events: number; bytes: number; oldestId: string | null; newestId: string };
}
