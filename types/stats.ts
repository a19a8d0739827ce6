import type { DisconnectReason } from 'ssecast/native';

/**
 * Why a connection was refused: `maxConnections`, `maxConnectionsPerUser`, `expiresAt` in the past, `drain()`, or
 * a `disconnect` of the client before its admission ended.
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
  /** Upper bounds in seconds, and how many deliveries took at most that long. Those above are in `count` alone. */
  buckets: { le: number; count: number }[];
  count: number;
  /** Seconds. */
  sum: number;
}

/** What `drain` resolves with. */
export interface DrainReport {
  /** Clients when it began. */
  clients: number;
  /** Got everything that was published, a `retry` and the end of the stream. */
  flushed: number;
  /** Were closed at the deadline with something still waiting for them. */
  unflushed: number;
  /** Went by themselves meanwhile. */
  left: number;
  /** What was written to `history.file`; absent without one. */
  history?: { events: number; bytes: number; error?: string };
}

/** What became of `history.file` when it was read. */
export interface HistoryRestored {
  events: number;
  /** Why the file could not be used, as a sentence; it was set aside under another name. */
  warning?: string;
}

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
  /** Connections accepted, and refused: all of them, and by reason. */
  connections: number;
  refused: number;
  refusals: Record<RefusalReason, number>;
  published: number;
  /** Publishes refused by `rateLimits`. */
  rateLimited: number;
  /** How often a channel's rate was forgotten because too many channels were watched. */
  rateLimitOverflows: number;
  /** Admissions refused as `revoked` because more was revoked meanwhile than is remembered (8,192 names). */
  revocationOverflows: number;
  /** Events handed to the network or to a stream. */
  deliveries: number;
  bytes: number;
  /** System calls, or chunks of the stream path, that carried them. */
  writes: number;
  heartbeats: number;
  /**
   * What waits for clients now, as `queueBytes` bounds it: the sum over the clients. An event that waits for
   * several is one piece of memory and counts for each of them; see `heldBytes`.
   */
  queuedBytes: number;
  /**
   * Bytes of memory that events take now, each counted once however many clients wait for it: in the history,
   * on their way to the workers and waiting for clients, with their targets and the lists that hold them.
   */
  heldBytes: number;
  /** Clients parked now, and how often one was. */
  parked: number;
  parkings: number;
  /** Events that slow clients did not get: dropped by `'drop-oldest'`, and replaced by newer ones by `'latest'`. */
  dropped: number;
  replaced: number;
  /** Events served from the history, and gaps announced. */
  replayed: number;
  gaps: number;
  /**
   * How often a worker's inbox was full: of events, then all its clients went to the history instead, or of
   * changes of channels, then one client did.
   */
  inboxOverflows: number;
  disconnects: Record<DisconnectReason, number>;
  /** From `publish` to the moment the network or the stream took the event; not of what was read from the history. */
  latency: LatencyHistogram;
  /** `bytes` of memory, which `history.bytes` bounds: the events, their targets, and what finds them. */
  history: { events: number; bytes: number; oldestId: string | null; newestId: string };
}
