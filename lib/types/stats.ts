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
  /** Events that the log of the backplane did not take by the deadline; absent without a backplane. */
  backplane?: { unsent: number };
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
  /** What carries the events between processes; absent without a backplane. */
  backplane?: BackplaneStats;
  /** The members of channels, as this environment holds them; absent without the option `presence`. */
  presence?: PresenceStats;
}

/** Members of channels now, of the clients of this environment. A user in two channels is two members. */
export interface PresenceStats {
  /** Channels with a member. */
  channels: number;
  members: number;
  /** Members that are still to be entered or removed. */
  pending: number;
  /** How often that failed since the start. Each is tried again. */
  failures: number;
}

/**
 * - `'idle'`: nothing was published and no client has come yet.
 * - `'connecting'`: it is being opened for the first time.
 * - `'open'`: events travel.
 * - `'failing'`: reading, writing or the last probe failed, and is tried again.
 * - `'closed'`: the broadcaster is.
 */
export type BackplaneState = 'idle' | 'connecting' | 'open' | 'failing' | 'closed';

/** Why the promise of an event was rejected: the codes `ERR_SSECAST_BACKPLANE_…` say the same. */
export type BackplaneRejection = 'full' | 'unavailable' | 'uncertain' | 'refused';

/** The state of a backplane, and what this process has sent and read. Counters start with the broadcaster. */
export interface BackplaneStats {
  /** What the log is kept in, like `redis`. */
  kind: string;
  state: BackplaneState;
  /** Milliseconds that the last probe took through the log and back; null before the first. */
  lag: number | null;
  /** Events that the log has not confirmed yet. */
  queued: { events: number; bytes: number };
  /** Events that the log has confirmed. */
  published: number;
  /** Entries that were read, those of this process included. */
  received: number;
  /** Entries that are no event, and things in the log that are no entry. */
  skipped: number;
  foreign: number;
  /** How often a batch was sent again. */
  retries: number;
  /** Events whose promise was rejected. */
  rejected: Record<BackplaneRejection, number>;
  /** How often the log began a new epoch: entries that were stored may be gone. */
  epochs: number;
  /** How often reading lost its place, so that clients got a gap. */
  lost: number;
  /** Pages of older entries that were read for clients that come back. */
  reads: number;
  lastError: string | null;
  /** Milliseconds since the epoch. */
  lastErrorAt: number | null;
}
