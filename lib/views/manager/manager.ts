import { closeBroadcaster, findBroadcaster, targetKinds } from 'ssecast/native';
import { disconnectClients, listClients, readStats } from '../../server/clients.js';
import { connectClient } from '../../server/connect.js';
import { defaultState, initializeState } from '../../server/default-broadcaster.js';
import { type DrainOptions, drain } from '../../server/drain.js';
import { publishTo } from '../../server/publish.js';
import type { AnyEvents, SSEEvent, SSEMessage } from '../../types/events.js';
import type { DrainReport } from '../../types/stats.js';
import { sessionEmitter } from '../sessions/emitter.js';
import type { SessionEvent } from '../sessions/types.js';
import { targetOf } from './message.js';
import type { SSEConfig, SSEConnectionInfo, SSEManager, SSEManagerStats } from './types.js';

export { createNotificationEvent, createSystemEvent, createUpdateEvent } from './events.js';

/**
 * Initialises the broadcaster `default`, with `maxConnections: 1_000` and logging unless the application
 * has set them. Called again, it applies `config` and leaves other options as they are. Without a call,
 * the first function here opens the broadcaster with the defaults of `createBroadcaster`: 10,000 clients,
 * no logging. The order of calls makes no difference.
 *
 * @throws TypeError or RangeError `ERR_SSECAST_INVALID_OPTION`
 */
export function initializeSSE<Events extends object = AnyEvents>(
  config: SSEConfig = {},
): SSEManager<Events> {
  const { enableLogging, ...options } = config;
  initializeState(options, enableLogging);
  return manager as SSEManager<Events>;
}

/** The functions of the manager as one object. Opens the broadcaster `default` if it is not open. */
export function getSSEManager<Events extends object = AnyEvents>(): SSEManager<Events> {
  defaultState();
  return manager as SSEManager<Events>;
}

/**
 * Opens a client. In a route handler, return the response as it is. The cursor of a returning client is
 * read from the Node request, which `register` of ssecast/next/instrumentation provides.
 *
 * @returns the stream; or 503 when `maxConnections` is reached or the service is drained or closed, 429
 * when `maxConnectionsPerUser` is reached
 * @throws TypeError `ERR_SSECAST_INVALID_IDENTITY` (as a rejection)
 */
export async function connectSSEClient(
  userId?: string,
  sessionId?: string,
  // biome-ignore lint/suspicious/noExplicitAny: any data, with no need of a cast
  metadata?: Record<string, any>,
): Promise<Response> {
  return connectClient(defaultState(), { userId, sessionId, metadata });
}

/** @returns whether there is such a client. All senders throw like `Broadcaster.publish`. */
export function sendToClient(clientId: string, event: SSEEvent): boolean {
  return publishTo(defaultState(), { client: clientId }, event).clients > 0;
}

/**
 * Sends to all clients; or, with the id of a session first, `{ type, data }` to that session, as
 * `sessionEmitter.emit` does.
 * @returns the number of clients
 */
export function broadcastEvent(event: SSEEvent): number;
export function broadcastEvent(
  sessionId: string,
  event: SessionEvent & { timestamp?: number | undefined },
): number;
export function broadcastEvent(first: SSEEvent | string, event?: SessionEvent): number {
  if (typeof first !== 'string') return publishTo(defaultState(), 'all', first).clients;
  return sessionEmitter.emit(first, event as SessionEvent);
}

/** Sends to every client of a user. @returns their number; 0 for an unknown user */
export function sendToUser(userId: string, event: SSEEvent): number {
  return publishTo(defaultState(), { user: userId }, event).clients;
}

/** Sends to every client of a session. @returns their number; 0 for an unknown session */
export function sendToSession(sessionId: string, event: SSEEvent): number {
  return publishTo(defaultState(), { session: sessionId }, event).clients;
}

/**
 * Sends an event to the target of the message; without a target, to all clients.
 * @returns the number of clients
 * @throws TypeError `ERR_SSECAST_INVALID_TARGET` for a target without its id, or an id without its target
 */
export function sendMessage(message: SSEMessage): number {
  return publishTo(defaultState(), targetOf(message), message.event).clients;
}

/** Every open connection, oldest first. */
export function getConnectionInfo(): SSEConnectionInfo[] {
  return listClients(defaultState(), targetKinds.all, '');
}

/** The counters of the broadcaster. */
export function getStats(): SSEManagerStats {
  const details = readStats(defaultState());
  return {
    activeConnections: details.clients.total,
    totalConnections: details.connections,
    refusedConnections: details.refused,
    uniqueUsers: details.users,
    uniqueSessions: details.sessions,
    eventsPublished: details.published,
    eventsDelivered: details.deliveries,
    uptime: Math.max(0, Date.now() - details.createdAt),
    details,
  };
}

/** Ends a client's stream. @returns whether there was such a client */
export function disconnectClient(clientId: string): boolean {
  return disconnectClients(defaultState(), targetKinds.clients, clientId) > 0;
}

/**
 * Ends every stream in good order, see `Broadcaster.drain`. New clients are then refused until `destroySSE`
 * is called.
 * @returns how many clients have drained, and how many were closed
 * @throws TypeError or RangeError `ERR_SSECAST_INVALID_OPTION` (as a rejection)
 */
export async function drainSSE(options: DrainOptions = {}): Promise<DrainReport> {
  const state = findBroadcaster('default');
  // There is no broadcaster, and no reason to open one.
  if (state === undefined) return { clients: 0, flushed: 0, unflushed: 0, left: 0 };
  return drain(state, options);
}

/** Ends every stream and the worker threads. The next call of any function here starts anew. */
export function destroySSE(): void {
  const state = findBroadcaster('default');
  if (state !== undefined) closeBroadcaster(state);
}

/** Has no state of its own: all state is in the broadcaster. */
const manager: SSEManager = {
  connect: connectSSEClient,
  sendToClient,
  broadcast: broadcastEvent,
  sendToUser,
  sendToSession,
  sendMessage,
  getConnectionInfo,
  getStats,
  disconnectClient,
  destroy: destroySSE,
};
