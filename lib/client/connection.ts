import type { GapData } from '../../types/events.js';
import type { Channels } from './claims.js';
import type { SSEErrorEvent } from './error-event.js';
import type { ConnectionOptions } from './options.js';
import type { Outdated } from './read-stream.js';
import type { Snapshot } from './store.js';
import { openSource } from './tabs/open-source.js';
import type { AnyEvents, EventHandlers, ReceivedEvent } from './typed-events.js';

export interface ConnectionListener<Events extends object = AnyEvents> {
  /** The server answered with an event stream. */
  onOpen?: (() => void) | undefined;
  /** An open connection ended, or the connection is now closed for good. */
  onClose?: (() => void) | undefined;
  /** An attempt failed or the connection was lost. A handler of an `Event`, as for `EventSource`, fits. */
  onError?: ((error: SSEErrorEvent) => void) | undefined;
  /** An event came, `connected` and `gap` included. */
  onMessage?: ((event: ReceivedEvent<Events>) => void) | undefined;
  /**
   * Events were missed that the server no longer has: load anew what they would have changed. Once
   * for each gap, after `onMessage` with the event that tells it.
   */
  onGap?: ((gap: GapData) => void) | undefined;
  /**
   * The server reads a channel to this connection that was joined while it was open: every event after
   * `cursor` comes. What was published before has to be loaded, now: it is no part of the stream. Empty
   * when the server does not tell.
   */
  onJoined?: ((channel: string, cursor: string) => void) | undefined;
  /** An event is newer than the page's `version` and was not told: reload. Once for each stream. */
  onOutdated?: ((outdated: Outdated) => void) | undefined;
  /** Called after `onMessage`, by the name of the event. Only properties of its own count. */
  eventHandlers?: EventHandlers<Events> | undefined;
}

/** `Events`: data by the event's name, for those who listen. */
export interface Connection<Events extends object = AnyEvents> extends Channels {
  /** Shows the events of a chunk when its last one has been told to the listeners. */
  getSnapshot(): Snapshot;
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

/**
 * A connection to an SSE endpoint, idle until `connect()`. It begins after `options.cursor`,
 * reconnects by itself and resumes from the last event it has seen.
 * @throws InvalidOptionError
 */
export function createConnection<Events extends object = AnyEvents>(
  options: ConnectionOptions = {},
): Connection<Events> {
  return openSource(options) as unknown as Connection<Events>;
}
