/** `ssecast/client`: the connection and its store, without a framework. */
export type { ConnectedData, GapData, IncomingEvent, SSEEvent } from '../types/events.js';
export type { Connection, ConnectionListener } from './connection/connection.js';
export { createConnection } from './connection/create-connection.js';
export { SSEErrorEvent } from './connection/error-event.js';
export { acquireConnection, peekConnection } from './connection/shared-connections.js';
export type { ConnectionSnapshot } from './connection/store.js';
export type { AnyEvents, EventHandlers, ReceivedEvent } from './connection/typed-events.js';
export type { Lease } from './connection/view.js';
export { InvalidOptionError } from './options/invalid-option.js';
export type { ConnectionOptions, TokenRequest } from './options/options.js';
export type { FailureCode } from './stream/failure.js';
export type { ConnectionStatus, Outdated } from './stream/item.js';
