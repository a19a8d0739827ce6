import type { Logger } from 'ssecast/native';
import type { PresenceOptions } from './members.js';

export type { Logger };

/** Bounds of a history. The first bound that is reached removes the oldest event. */
export interface HistoryLimits {
  /** Events kept for replay. Default 10,000; 0 keeps none. */
  count?: number | undefined;
  /** Bytes of memory for it: events, the names and numbers of their targets, and their index. Default 16 MiB. */
  bytes?: number | undefined;
  /** Milliseconds an event is kept. Default 300,000 (5 minutes). */
  age?: number | undefined;
}

export interface HistoryOptions extends HistoryLimits {
  /**
   * Bounds for each channel, users and sessions included, so that a busy channel does not displace the
   * events of others. They count events that are published to a single channel. Default: none.
   */
  perChannel?: HistoryLimits | undefined;
  /**
   * The file in which the history survives a restart. `drain()`, `close()` and the end of the process write
   * it; the first client or event of the next process reads and removes it. Processes must not share a
   * file. Default: none.
   */
  file?: string | undefined;
}

/**
 * What happens to a slow client, for which `queueBytes` wait:
 * - `'park'`: its queue takes no more events, and the client catches up from the history. It misses no
 *   event that the history holds.
 * - `'disconnect'`: the client is closed, and resumes from its cursor.
 * - `'drop-oldest'`: the oldest events are dropped, and a `gap` event reports it.
 * - `'latest'`: of the waiting events, the newest of each `key` stays; where that frees too little, as
 *   `'drop-oldest'`.
 */
export type SlowClientPolicy = 'park' | 'disconnect' | 'drop-oldest' | 'latest';

/** The rate at which events may be published to one channel: a token bucket. */
export interface RateLimit {
  /** Events a second, over time. From 0.001 to 1,000,000. */
  perSecond: number;
  /** Events in a burst, after a pause. From 1 to 1,000,000. Default: `perSecond` rounded down, at least 1. */
  burst?: number | undefined;
}

export interface BroadcasterOptions {
  /** Broadcasters are process-wide, by name: the same name is the same broadcaster. Default `'default'`. */
  name?: string | undefined;
  /** Milliseconds of silence after which a client gets a heartbeat. Default 30,000; 0 sends none. */
  heartbeatInterval?: number | undefined;
  /** Milliseconds that clients wait before they reconnect; each gets a slightly different one. Default 3,000. */
  retryInterval?: number | undefined;
  /** The most clients at a time; a further one is answered 503. Default 10,000. */
  maxConnections?: number | undefined;
  /**
   * The most clients of one user at a time; a further one is answered 429. With a backplane it counts the
   * clients of all processes, about: see docs/backplanes.md. Default 0: no limit for users.
   */
  maxConnectionsPerUser?: number | undefined;
  /**
   * Milliseconds after which a client that accepts no byte is closed. A peer that vanishes is noticed in
   * this time, too: the kernel notices it first, a tenth earlier or two seconds, whichever is more. Default
   * 300,000; 0 never.
   */
  connectionTimeout?: number | undefined;
  /**
   * Milliseconds after which a stream is ended in good order, and the client resumes from its cursor. Set it
   * below the time after which your platform cuts responses. Each stream ends up to a tenth earlier, so
   * that clients do not return all at once. Default 0: no limit.
   */
  maxConnectionAge?: number | undefined;
  /** The events that are kept for clients that reconnect. `false` keeps none. */
  history?: HistoryOptions | false | undefined;
  /** What happens to a slow client. Default `'park'`. */
  slowClient?: SlowClientPolicy | undefined;
  /** Bytes of memory that may wait for one client; an event counts with its targets. Default 1 MiB. */
  queueBytes?: number | undefined;
  /**
   * The rate at which events may be published to a channel, by the prefix of its name:
   * `{ workspace: { perSecond: 50, burst: 100 } }` limits each channel `workspace:<id>`, and `user` and
   * `session` each user and session. Above that `publish` throws a `RateLimitError` and nothing is sent.
   * Events to all clients and to single clients are not limited. Replaces the limits that were set before;
   * `{}` removes them. At most 100 prefixes. Up to 10,000 channels are tracked at a time; for more, those
   * that are nearest to their full allowance start anew (`rateLimitOverflows`).
   * Default: no limits.
   */
  rateLimits?: Readonly<Record<string, RateLimit>> | undefined;
  /**
   * Channels whose readers are listed as members, with events when a user joins and leaves: see `presence` of
   * the broadcaster. Replaces the channels that were set before, and counts for clients that join from now
   * on. Default: none.
   */
  presence?: PresenceOptions | undefined;
  /** Worker threads, fixed when the first client connects. Default: one less than the processors, from 1 to 4. */
  workers?: number | undefined;
  /** Adopt TCP sockets where possible. Default true; false forces the stream path. */
  directPath?: boolean | undefined;
  /** Default: warnings and errors to the console. */
  logger?: Logger | undefined;
}

/** The user and session of a client, and what it may read. Other keys are an error: `ERR_SSECAST_INVALID_IDENTITY`. */
export interface Identity {
  /**
   * The client's id: 1 to 256 bytes of UTF-8 without control characters. An id that another client of the
   * broadcaster has is an Error `ERR_SSECAST_DUPLICATE_CLIENT`, which routes and handlers answer 409. It is
   * free again as soon as that client is disconnected, also in `authorize`. Where clients have neither a
   * user nor a session, the id proves the owner of a client: make it as hard to guess as a random one.
   * Default: a random one.
   */
  clientId?: string | undefined;
  userId?: string | undefined;
  sessionId?: string | undefined;
  /** Channels that the client reads from the start, besides `user:<userId>` and `session:<sessionId>`. */
  channels?: readonly string[] | undefined;
  /** An object of any values that JSON can hold. `client()` and `clients()` return it. */
  metadata?: object | undefined;
  /** When the stream ends: a date, or milliseconds since the epoch. */
  expiresAt?: Date | number | undefined;
}

/** An identity, with the ticket from before it was looked up. */
export interface Admittance extends Identity {
  /**
   * A ticket from `ticket()` of the broadcaster, taken before the identity was looked up: a client that was
   * disconnected since then is refused. Default: a ticket that is taken now.
   */
  ticket?: number | undefined;
}
