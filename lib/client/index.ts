/** `ssecast/client`: the connection and its store, without a framework. */
export type { ConnectedData, GapData, SSEEvent } from '../../types/events.js';
export { type Connection, type ConnectionListener, createConnection } from './connection.js';
export { SSEErrorEvent } from './error-event.js';
export type { FailureCode } from './failure.js';
export { type ConnectionOptions, InvalidOptionError, type TokenRequest } from './options.js';
export type { Outdated } from './read-stream.js';
export { acquireConnection, peekConnection } from './shared-connections.js';
export type { ConnectionStatus, Snapshot } from './store.js';
export type { AnyEvents, EventHandlers, ReceivedEvent } from './typed-events.js';
export type { Lease } from './view.js';
