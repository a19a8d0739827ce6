import type { MaybeBackplane } from '../../backplane/options.js';
import type { ClientInfo } from '../../types/clients.js';
import type { AnyEvents, SSEEventOf, SSEMessage } from '../../types/events.js';
import type { BroadcasterOptions } from '../../types/options.js';
import type { BroadcasterStats } from '../../types/stats.js';

/**
 * Configuration of the default broadcaster: every option of `createBroadcaster` but the name.
 * `maxConnections` is 1,000 unless it is set here or by `createBroadcaster`.
 */
export interface SSEConfig extends Omit<BroadcasterOptions, 'name'>, MaybeBackplane {
  /**
   * Logs connections and disconnections, at the level `debug` of the logger: a number for each client and
   * the reason of its end; no ids, users, sessions or metadata. Default true.
   */
  enableLogging?: boolean | undefined;
}

/** One open connection. */
export type SSEConnectionInfo = ClientInfo;

/** Counters of the default broadcaster; `details` has all of them. */
export interface SSEManagerStats {
  /** Connections open now. */
  activeConnections: number;
  /** Connections accepted since the start. */
  totalConnections: number;
  /** Connections refused because `maxConnections` was reached. */
  refusedConnections: number;
  /** Distinct users and sessions with a connection now. */
  uniqueUsers: number;
  uniqueSessions: number;
  /** Events published, and deliveries of them to connections. */
  eventsPublished: number;
  eventsDelivered: number;
  /** Milliseconds since the service was initialised. */
  uptime: number;
  details: BroadcasterStats;
}

/** The functions of the manager as one object. `Events` types what it sends. */
export interface SSEManager<Events extends object = AnyEvents> {
  /** See `connectSSEClient`. */
  connect(
    userId?: string,
    sessionId?: string,
    // biome-ignore lint/suspicious/noExplicitAny: any data, with no need of a cast
    metadata?: Record<string, any>,
  ): Promise<Response>;
  /** See `sendToClient`. */
  sendToClient(clientId: string, event: SSEEventOf<Events>): boolean;
  /** See `broadcastEvent`. */
  broadcast(event: SSEEventOf<Events>): number;
  /** See `sendToUser`. */
  sendToUser(userId: string, event: SSEEventOf<Events>): number;
  /** See `sendToSession`. */
  sendToSession(sessionId: string, event: SSEEventOf<Events>): number;
  /** See `sendMessage`. */
  sendMessage(message: SSEMessage<SSEEventOf<Events>>): number;
  /** See `getConnectionInfo`. */
  getConnectionInfo(): SSEConnectionInfo[];
  /** See `getStats`. */
  getStats(): SSEManagerStats;
  /** See `disconnectClient`. */
  disconnectClient(clientId: string): boolean;
  /** See `destroySSE`. */
  destroy(): void;
}
