import type { Channels } from '../channels/claims.js';
import type { Feed } from '../stream/feed.js';

/** A feed that can be switched: a connection to the server, or a share in that of all tabs. */
export interface Source extends Feed, Channels {
  /** Connects if it never has; a connection that waits, or that has ended, stays as it is. */
  start(): void;
  /** Connects at once, also when a reconnect is due later. No effect on an open connection. */
  connect(): void;
  /** Closes the connection and keeps the cursor. */
  disconnect(): void;
  /** Replaces the connection by a new one that resumes where it stopped. */
  reconnect(): void;
  /** Begins at `position` instead, if nothing has come yet and `position` is older. @returns whether */
  rewind(position: string): boolean;
  /** The page is visible again, or its network is back: no time to wait. */
  wake(isNetwork: boolean): void;
}
