import type { GapData, SSEEvent } from '../../types/events.js';
import type { ConnectionOptions } from './options.js';
import type { Snapshot } from './store.js';
import { openSource } from './tabs/open-source.js';

export interface ConnectionListener {
  /** The server answered with an event stream. */
  onOpen?: () => void;
  /** An open connection ended, or the connection is now closed for good. */
  onClose?: () => void;
  /** An {@link SSEErrorEvent}: an attempt failed or the connection was lost. */
  onError?: (error: Event) => void;
  /** An event came, `connected` and `gap` included. */
  onMessage?: (event: SSEEvent) => void;
  /**
   * Events were missed that the server no longer has: load anew what they would have changed. Once
   * for each gap, after `onMessage` with the event that tells it.
   */
  onGap?: (gap: GapData) => void;
}

export interface Connection {
  /** Shows the events of a chunk when its last one has been told to the listeners. */
  getSnapshot(): Snapshot;
  /** Calls `listener` after each change of the snapshot. @returns ends the subscription */
  subscribe(listener: () => void): () => void;
  /** @returns ends the subscription */
  listen(listener: ConnectionListener): () => void;
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
export function createConnection(options: ConnectionOptions = {}): Connection {
  return openSource(options);
}
