import type { DisconnectReason } from 'ssecast/native';

/**
 * Why a connection was refused: `maxConnections`, `maxConnectionsPerUser`, `expiresAt` in the past,
 * `drain()`, a `disconnect` of the client before its admission ended, a response that waits behind others
 * on its connection, or the system.
 */
export type RefusalReason =
  | 'capacity'
  | 'user'
  | 'expired'
  | 'draining'
  | 'revoked'
  | 'queued'
  | 'system';

export interface LatencyHistogram {
  /** Upper bounds in seconds, and the number of deliveries within each. `count` has slower ones, too. */
  buckets: { le: number; count: number }[];
  count: number;
  /** Seconds. */
  sum: number;
}

/** The result of `drain`. */
export interface DrainReport {
  /** Clients at the start of the drain. */
  clients: number;
  /** Clients that received every event, a `retry` and the end of the stream. */
  flushed: number;
  /** Clients that were closed at the deadline while events still waited for them. */
  unflushed: number;
  /** Clients that closed their connection meanwhile. */
  left: number;
  /** The history that was written to `history.file`; absent without a file. */
  history?: { events: number; bytes: number; error?: string };
}

/** The result of reading `history.file`. */
export interface HistoryRestored {
  events: number;
  /** Why the file could not be used, as a sentence. The file was renamed. */
  warning?: string;
}

/** The result of `stats()`. Counters start with the creation of the broadcaster, unless they say "now". */
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
  /** Connections that were accepted, and refused: in total, and by reason. */
  connections: number;
  refused: number;
  refusals: Record<RefusalReason, number>;
  published: number;
  /** Publishes refused by `rateLimits`. */
  rateLimited: number;
  /** How often the rate of a channel was discarded, because too many channels were tracked. */
  rateLimitOverflows: number;
  /** Admissions refused as `revoked`, because more than 8,192 names were revoked meanwhile. */
  revocationOverflows: number;
  /** Events that were handed to the network or to a stream. */
  deliveries: number;
  bytes: number;
  /** System calls, or chunks of the stream path, that carried them. */
  writes: number;
  heartbeats: number;
  /**
   * Bytes that wait for clients now, as `queueBytes` bounds them: the sum over all clients. An event that
   * waits for several clients counts for each of them, although it is in memory once; see `heldBytes`.
   */
  queuedBytes: number;
  /**
   * Bytes of memory that events take now, each counted once: in the history, on their way to the workers
   * and in the queues of clients, with their targets and the lists that hold them.
   */
  heldBytes: number;
  /** Clients that are parked now, and how often a client was parked. */
  parked: number;
  parkings: number;
  /** Events that slow clients missed: dropped by `'drop-oldest'`, and replaced by newer ones by `'latest'`. */
  dropped: number;
  replaced: number;
  /** Events that were sent from the history, and `gap` events. */
  replayed: number;
  gaps: number;
  /**
   * How often a worker's inbox was full: with events, which parks all of its clients, or with changes of
   * channels, which parks one client.
   */
  inboxOverflows: number;
  disconnects: Record<DisconnectReason, number>;
  /** From `publish` until the network or the stream accepts the event; without events from the history. */
  latency: LatencyHistogram;
  /** `bytes` of memory, which `history.bytes` bounds: the events, their targets, and their index. */
  history: { events: number; bytes: number; oldestId: string | null; newestId: string };
}
