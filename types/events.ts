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
export type PublishedEvent<Data = unknown> = Omit<SSEEvent<Data>, 'id'> & { id?: string | number };

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
