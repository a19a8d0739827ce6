/** What travels to a client. */
// biome-ignore lint/suspicious/noExplicitAny: any data, with no need of a cast
export interface SSEEvent<Data = any> {
  /** Given by the server when absent: `<milliseconds>-<sequence>`, the sequence with the identity of its history. */
  id?: string;
  event: string;
  data: Data;
  /** How long the client waits before it reconnects, in whole milliseconds. */
  retry?: number;
  /** Milliseconds since the epoch. Derived from the id when absent. */
  timestamp?: number;
  /** As received: the channel that it came by, where the publisher tells it (`tellChannel`). */
  channel?: string;
  /** As received: the version of its data, where its schema has one. */
  version?: number;
}

/** What `publish` takes: an event whose id may also be a number. */
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
   * Tells the receivers which channel it came by, for those who read several: `channel` of the event
   * that they get. A user is the channel `user:<id>`, a session `session:<id>`. The target has to be one
   * user, session or channel. Default: true for one session and for one workspace (`workspace:<id>`),
   * which pages have named themselves; false for everything else, whose names may be the server's own.
   */
  tellChannel?: boolean | undefined;
};

/** Who receives an event. */
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

/** What `publish` tells: the id on the wire, and how many connected clients were addressed. */
export interface Published {
  id: string;
  clients: number;
}

/** Data of the event `connected`, the first on every connection. */
export interface ConnectedData {
  clientId: string;
  /** The cursor was known: nothing is missing. */
  resumed: boolean;
  /** How many events follow from the history. */
  replayed: number;
  /** Events were missed that the history no longer holds. */
  gap: boolean;
  /**
   * Milliseconds of silence after which the server sends something to show that it is there; 0 when it
   * does not. Nothing for noticeably longer means that the connection is broken.
   */
  heartbeatInterval: number;
}

/** Data of the event `gap`: events after `from`, up to `to`, were missed and cannot be had any more. */
export interface GapData {
  /** The cursor; null when it was no id. */
  from: string | null;
  to: string;
}

/** What `snapshot` gives a page: its data, and the cursor from which the stream goes on. */
export interface Snapshot<Data> {
  data: Data;
  cursor: string;
}
