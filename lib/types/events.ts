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

/** An event as a page receives it. `Data` is the type after JSON. */
// biome-ignore lint/suspicious/noExplicitAny: any data, with no need of a cast
export interface IncomingEvent<Data = any, Name extends string = string> extends SSEEvent<Data> {
  /** Empty where the server sends none. */
  id: string;
  event: Name;
  timestamp: number;
}

/** Events of any name with any data, where the app gives no map of its own. */
// biome-ignore lint/suspicious/noExplicitAny: the documents prescribe it
export type AnyEvents = Record<string, any>;

/** An event of a map: its name decides the type of its data. */
export type SSEEventOf<Events extends object = AnyEvents> = {
  [Name in keyof Events & string]: SSEEvent<Events[Name]> & { event: Name };
}[keyof Events & string];

/** An event for `publish`. */
export interface PublishedEvent<Data = unknown, Name extends string = string> {
  event: Name;
  data: Data;
  /** Default: `<milliseconds>-<sequence>`, where the sequence contains the identity of the history. */
  id?: string | number | undefined;
  /** How long the client waits before it reconnects, in whole milliseconds. */
  retry?: number | undefined;
  /** Milliseconds since the epoch. Derived from the id when absent. */
  timestamp?: number | undefined;
  /** For `slowClient: 'latest'`: replaces an event of the same key that still waits. Default: the event's name. */
  key?: string | undefined;
  /**
   * Whether the event names its channel, for clients that read several: as `channel` of the received
   * event. A user is the channel `user:<id>`, a session `session:<id>`, all clients are `all`. The target
   * has to be that, or one user, session or channel. Default: true for one session and for one workspace (`workspace:<id>`), which
   * pages ask for by name; false for other targets, whose names clients may not know.
   */
  tellChannel?: boolean | undefined;
}

/** The clients that receive an event: all, or those of one or many users, sessions, channels or ids. */
export type Target =
  | 'all'
  | OnlyOne<'user'>
  | OnlyOne<'session'>
  | OnlyOne<'channel'>
  | OnlyOne<'client'>;

/** Two keys could mean "and" as well as "or". */
type OnlyOne<Key extends TargetKey> = Record<Key, string | readonly string[]> &
  Partial<Record<Exclude<TargetKey, Key>, undefined>>;

type TargetKey = 'user' | 'session' | 'channel' | 'client';

/** An event with its target: all clients, or one or many users, sessions or clients. */
export type SSEMessage<Event = SSEEvent> =
  | MessageToAll<Event>
  | MessageToOne<Event>
  | MessageToMany<Event>;

interface MessageToAll<Event> {
  event: Event;
  target?: 'all';
  targetId?: never;
  targetIds?: never;
}

interface MessageToOne<Event> {
  event: Event;
  target: 'user' | 'session' | 'client';
  targetId: string;
  targetIds?: string[];
}

interface MessageToMany<Event> extends Omit<MessageToOne<Event>, 'targetId' | 'targetIds'> {
  targetId?: string;
  targetIds: string[];
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
