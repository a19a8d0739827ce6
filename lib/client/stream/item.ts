import type { GapData, IncomingEvent } from '../../types/events.js';
import type { Failure } from './failure.js';

/**
 * `idle`: never connected. `connecting`: the first attempt, or a later one, including the wait
 * before it. `closed`: by `disconnect()`, by the server for good, or after too many attempts.
 */
export type ConnectionStatus = 'idle' | 'connecting' | 'open' | 'closed';

/** An event that only a newer release of the page understands. */
export interface Outdated {
  /** Its name. */
  event: string;
  /** The version of its data. */
  version: number;
}

/** `cursor`: a client that has this event resumes after it. */
export interface EventItem {
  kind: 'event';
  event: IncomingEvent;
  gap?: GapData | undefined;
  cursor: string;
}

/** The cursor moves on without an event. */
export interface CursorItem {
  kind: 'cursor';
  cursor: string;
}

/** `error`: a sentence about what went wrong, until the connection is open again. */
export interface StatusItem {
  kind: 'status';
  status: ConnectionStatus;
  error: string | null;
}

/** `message`: the whole sentence. `final`: the connection is closed now. */
export interface FaultItem {
  kind: 'fault';
  failure: Failure;
  message: string;
  final: boolean;
}

/** The server sends a channel from `cursor` on. */
export interface JoinedItem {
  kind: 'joined';
  channel: string;
  cursor: string;
  /** The first stream has it from its beginning: a listener expects nothing else. */
  isFirst?: boolean;
  /** The reader has the channel up to an earlier place. */
  gap?: GapData | undefined;
}

/** Everything that a connection gives its readers, in one order. */
export type Item =
  | EventItem
  | CursorItem
  | StatusItem
  | FaultItem
  /** The next request begins here, before the cursor that the readers know. */
  | { kind: 'rewound'; cursor: string }
  | JoinedItem
  /** The server may send the channel no more. */
  | { kind: 'left'; channel: string }
  | { kind: 'outdated'; outdated: Outdated };

/** Takes items one by one, and learns where a chunk ends. */
export interface Reader {
  take(item: Item): void;
  /** The chunk is complete: a good moment to render, or to post a batch. */
  flush(): void;
}
