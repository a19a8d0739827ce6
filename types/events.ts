/** What travels to a client. */
// biome-ignore lint/suspicious/noExplicitAny: the documents prescribe it
export interface SSEEvent<Data = any> {
  /** Given by the server when absent: `<milliseconds>-<sequence>`. */
  id?: string;
  event: string;
  data: Data;
  /** How long the client waits before it reconnects, in whole milliseconds. */
  retry?: number;
  /** Milliseconds since the epoch. Derived from the id when absent. */
  timestamp?: number;
}

/** What `publish` takes: an event whose id may also be a number. */
export type PublishedEvent<Data = unknown> = Omit<SSEEvent<Data>, 'id'> & {
  id?: string | number;
  /** For `slowClient: 'latest'`: replaces an event of the same key that still waits. Default: the event's name. */
  key?: string;
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
