import type { Logger } from 'ssecast/native';

export type { Logger };

/** Bounds of a history. Whatever is reached first forgets the oldest event. */
export interface HistoryLimits {
  /** Events kept for replay. Default 10,000; 0 keeps none. */
  count?: number | undefined;
  /** Bytes of memory for it: events, the names and numbers of their targets, and what finds them. Default 16 MiB. */
  bytes?: number | undefined;
  /** Milliseconds an event is kept. Default 300,000 (5 minutes). */
  age?: number | undefined;
}

export interface HistoryOptions extends HistoryLimits {
  /**
   * Bounds for each single channel, users and sessions included, so that a busy one does not push the
   * events of the others out. They count events that were published to one channel alone. Default:
   * none besides those of the whole.
   */
  perChannel?: HistoryLimits | undefined;
  /**
   * Where the history survives a restart: written by `drain()`, `close()` and at the end of the
   * process, read and removed with the first client or event. One process a file. Default: none.
   */
  file?: string | undefined;
}

/**
 * What happens to a client that reads slower than it is sent to, when `queueBytes` wait for it:
 * - `'park'`: nothing more is queued; it catches up from the history. Loses nothing that the history holds.
 * - `'disconnect'`: closed; it comes back with its cursor.
 * - `'drop-oldest'`: what has waited longest is dropped, and a `gap` event says so.
 * - `'latest'`: of the events that wait, the newest of each `key` stays; when that is not enough, as `'drop-oldest'`.
 */
export type SlowClientPolicy = 'park' | 'disconnect' | 'drop-oldest' | 'latest';

/** How often events may be published to one channel: a token bucket. */
export interface RateLimit {
  /** Events a second, over time. From 0.001 to 1,000,000. */
  perSecond: number;
  /** Events at once, after a pause. From 1 to 1,000,000. Default: `perSecond` rounded down, at least 1. */
  burst?: number | undefined;
}

export interface BroadcasterOptions {
  /** Broadcasters are process-wide, by name: the same name is the same broadcaster. Default `'default'`. */
  name?: string | undefined;
  /** Milliseconds of silence after which a client gets a heartbeat. Default 30,000; 0 sends none. */
  heartbeatInterval?: number | undefined;
  /** Milliseconds that clients wait before they reconnect; each gets a slightly different one. Default 3,000. */
  retryInterval?: number | undefined;
  /** Clients at most; one more is answered 503. Default 10,000. */
  maxConnections?: number | undefined;
  /** Open clients of one user at most; one more is answered 429. Default 0: no limit of its own. */
  maxConnectionsPerUser?: number | undefined;
  /**
   * Milliseconds after which a client that accepts no byte is closed; a peer that is gone without a word
   * is noticed within it, too. The kernel, which notices first, does so a tenth earlier, or two seconds
   * where that is more. Default 300,000; 0 never.
   */
  connectionTimeout?: number | undefined;
  /**
   * Milliseconds after which a stream is ended in good order and the client comes back with its cursor:
   * set it below the time after which your platform cuts responses. Each ends up to a tenth earlier, so
   * that they do not come back together. Default 0: no limit.
   */
  maxConnectionAge?: number | undefined;
  /** What is kept for clients that come back. `false` keeps nothing. */
  history?: HistoryOptions | false | undefined;
  /** What happens to a client that reads slower than it is sent to. Default `'park'`. */
  slowClient?: SlowClientPolicy | undefined;
  /** Bytes of memory that may wait for one client; an event counts with its targets. Default 1 MiB. */
  queueBytes?: number | undefined;
  /**
   * How often events may be published to each channel by the prefix of its name:
   * `{ workspace: { perSecond: 50, burst: 100 } }` limits each channel `workspace:<id>`, and `user` and
   * `session` each user and session. Above that `publish` throws a `RateLimitError` and nothing is sent.
   * Events to everybody and to clients are not limited. Replaces the limits that were set before; `{}`
   * removes them. At most 100 prefixes. Up to 10,000 channels are watched at a time; when more have just
   * been published to, those that are nearest to their whole allowance begin anew (`rateLimitOverflows`).
   * Default: no limits.
   */
  rateLimits?: Readonly<Record<string, RateLimit>> | undefined;
  /** Worker threads, fixed when the first client connects. Default: one less than the processors, from 1 to 4. */
  workers?: number | undefined;
  /** Adopt TCP sockets where possible. Default true; false forces the stream path. */
  directPath?: boolean | undefined;
  /** Default: warnings and errors to the console. */
  logger?: Logger | undefined;
}

/** Who a client is and what it may read. Other keys are refused: `ERR_SSECAST_INVALID_IDENTITY`. */
export interface Identity {
  /**
   * The client's id: 1 to 256 bytes of UTF-8 without control characters. One that another client of the
   * broadcaster has is refused with an Error `ERR_SSECAST_DUPLICATE_CLIENT`, by routes and handlers with 409;
   * it is free again as soon as that client is disconnected, also in `authorize`. Let it be as hard to guess as a random one where clients have neither a
   * user nor a session: there it proves whose client it is. Default: a random one.
   */
  clientId?: string | undefined;
  userId?: string | undefined;
  sessionId?: string | undefined;
  /** Channels joined at once, besides `user:<userId>` and `session:<sessionId>`. */
  channels?: readonly string[] | undefined;
  /** Anything JSON can hold. Comes back from `client()` and `clients()`. */
  metadata?: Record<string, unknown> | undefined;
  /** When the stream ends: a date, or milliseconds since the epoch. */
  expiresAt?: Date | number | undefined;
}

/** Who a client is, and when it was begun to find that out. */
export interface Admittance extends Identity {
  /**
   * What `ticket()` of the broadcaster gave, before anything was looked up: a client that was disconnected
   * since is refused. Default: only what is disconnected after the call counts.
   */
  ticket?: number | undefined;
}
