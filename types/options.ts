/** Where ssecast writes what an operator should know. `console` fits. */
export interface Logger {
  debug(message: string, details?: unknown): void;
  info(message: string, details?: unknown): void;
  warn(message: string, details?: unknown): void;
  error(message: string, details?: unknown): void;
}

export interface HistoryOptions {
  /** Events kept for replay. Default 10,000; 0 keeps none. */
  count?: number;
  /** Bytes of frames kept. Default 16 MiB. */
  bytes?: number;
  /** Milliseconds an event is kept. Default 300,000 (5 minutes). */
  age?: number;
}

export interface BroadcasterOptions {
  /** Broadcasters are process-wide, by name: the same name is the same broadcaster. Default `'default'`. */
  name?: string;
  /** Milliseconds of silence after which a client gets a heartbeat. Default 30,000; 0 sends none. */
  heartbeatInterval?: number;
  /** Milliseconds that clients wait before they reconnect; each gets a slightly different one. Default 3,000. */
  retryInterval?: number;
  /** Clients at most; one more is answered 503. Default 10,000. */
  maxConnections?: number;
  /** Milliseconds after which a client that accepts no byte is closed. Default 300,000; 0 never. */
  connectionTimeout?: number;
  /** What is kept for clients that come back. `false` keeps nothing. */
  history?: HistoryOptions | false;
  /** What happens to a client that reads slower than it is sent to. Default `'park'`: it catches up from the history. */
  slowClient?: 'park' | 'disconnect';
  /** Bytes that may wait for one client. Default 1 MiB. */
  queueBytes?: number;
  /** Worker threads, fixed when the first client connects. Default: one less than the processors, from 1 to 4. */
  workers?: number;
  /** Adopt TCP sockets where possible. Default true; false forces the stream path. */
  directPath?: boolean;
  /** Default: warnings and errors to the console. */
  logger?: Logger;
}

/** Who a client is and what it may read. */
export interface Identity {
  userId?: string;
  sessionId?: string;
  /** Channels joined at once, besides `user:<userId>` and `session:<sessionId>`. */
  channels?: readonly string[];
  /** Anything JSON can hold. Comes back from `client()` and `clients()`. */
  metadata?: Record<string, unknown>;
  /** When the stream ends: a date, or milliseconds since the epoch. */
  expiresAt?: Date | number;
}
