import type { GapData } from '../../types/events.js';
import type { Channels } from '../channels/claims.js';
import type { Outdated } from '../stream/item.js';
import type { SSEErrorEvent } from './error-event.js';
import type { ConnectionSnapshot } from './store.js';
import type { AnyEvents, EventHandlers, ReceivedEvent } from './typed-events.js';

export interface ConnectionListener<Events extends object = AnyEvents> {
  /** The server answered with an event stream. */
  onOpen?: (() => void) | undefined;
  /** An open connection ended, or the connection is now closed for good. */
  onClose?: (() => void) | undefined;
  /** An attempt failed or the connection was lost. A handler that takes an `Event`, as for `EventSource`, fits. */
  onError?: ((error: SSEErrorEvent) => void) | undefined;
  /** An event came, `connected` and `gap` included. */
  onMessage?: ((event: ReceivedEvent<Events>) => void) | undefined;
  /**
   * The page missed events: load its data again. The server no longer has them; called once for each gap,
   * after `onMessage` with the event that reports it. Or the stream brings a channel only from a place
   * after the reader's cursor on; called after `onJoined`.
   */
  onGap?: ((gap: GapData) => void) | undefined;
  /**
   * The server sends a channel that the page joined while the connection was open, or that a reconnect is
   * the first to name: every event after `cursor` comes. Load now what was published before: it is no part
   * of the stream. `cursor` is empty when the server does not send it.
   */
  onJoined?: ((channel: string, cursor: string) => void) | undefined;
  /** An event is newer than the page's `version`, and was not delivered: reload. Once for each stream. */
  onOutdated?: ((outdated: Outdated) => void) | undefined;
  /** Called after `onMessage`, by the name of the event. Only own properties count. */
  eventHandlers?: EventHandlers<Events> | undefined;
}

/** `Events`: the type of the data by the event's name. */
export interface Connection<Events extends object = AnyEvents> extends Channels {
  /** Shows the events of a chunk when the listeners have got the last of them. */
  getSnapshot(): ConnectionSnapshot<Events>;
  /** Calls `listener` after each change of the snapshot. @returns ends the subscription */
  subscribe(listener: () => void): () => void;
  /** @returns ends the subscription */
  listen(listener: ConnectionListener<Events>): () => void;
  /** Connects at once, also when a reconnect is due later. No effect on an open connection. */
  connect(): void;
  /** Closes the connection and keeps the cursor: `connect()` brings what was missed. */
  disconnect(): void;
  /** Replaces the connection by a new one that resumes where it stopped. */
  reconnect(): void;
  clearEvents(): void;
}
