/** An event as a client receives it. */
// biome-ignore lint/suspicious/noExplicitAny: any data, with no need of a cast
export interface SSEEvent<Data = any> {
  /** Default: `<milliseconds>-<sequence>`, where the sequence contains the identity of the history. */
  id?: string;
  event: string;
  data: Data;
  /** How long the client waits before it reconnects, in whole milliseconds. */
  retry?: number;
  /** Milliseconds since the epoch. Derived from the id when absent. */
  timestamp?: number;
  /** On a received event: the channel of the event, where the publisher sends it (`tellChannel`). */
  channel?: string;
  /** On a received event: the version of its data, where its schema has one. */
  version?: number;
}

/** An event for `publish`. Its id may also be a number. */
export type PublishedEvent<Data = unknown> = Omit<
  SSEEvent<Data>,
  'id' | 'retry' | 'timestamp' | 'channel' | 'version'
> & {
  id?: string | number | undefined;
  /** How long the client waits before it reconnects, in whole milliseconds. */
  retry?: number | undefined;
  /** Milliseconds since the epoch. Derived from the id when absent. */
  timestamp?: number | undefined;
  /** For `slowClient: 'latest'`: replaces an event of the same key that still waits. Default: the event's name. */
  key?: string | undefined;
  /**
   * Whether the event names its channel, for clients that read several: as `channel` of the received
   * event. A user is the channel `user:<id>`, a session `session:<id>`. The target has to be one user,
   * session or channel. Default: true for one session and for one workspace (`workspace:<id>`), which
   * pages ask for by name; false for other targets, whose names clients may not know.
   */
  tellChannel?: boolean | undefined;
};

/** The clients that receive an event. */
export type Target =
  | 'all'
  | { user: string | readonly string[] }
  | { session: string | readonly string[] }
  | { channel: string | readonly string[] }
  | { client: string | readonly string[] };

export interface SSEMessage {
  event: SSEEvent;
  target?: 'all' | 'user' | 'session' | 'client';
  targetId?: string;
  targetIds?: string[];
}

/** The result of `publish`: the id on the wire, and the number of connected clients of the target. */
export interface Published {
  id: string;
  clients: number;
}

/** Data of the event `connected`, the first on every connection. */
export interface ConnectedData {
  clientId: string;
  /** Whether the cursor was known, so that no event is missing. */
  resumed: boolean;
  /** The number of events that follow from the history. */
  replayed: number;
  /** Whether the client missed events that the history no longer holds. */
  gap: boolean;
  /**
   * Milliseconds of silence after which the server sends a heartbeat; 0: it sends none. A noticeably longer
   * silence means that the connection is broken.
   */
  heartbeatInterval: number;
}

/** Data of the event `gap`: events after `from`, up to `to`, were missed and are no longer available. */
export interface GapData {
  /** The cursor; null when it was not an id. */
  from: string | null;
  to: string;
}

/** The result of `snapshot`: data for a page, and the cursor from which its stream goes on. */
export interface Snapshot<Data> {
  data: Data;
  cursor: string;
}
