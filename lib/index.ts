export type { DisconnectReason } from 'ssecast/native';
export type {
  ClientDetails,
  ClientInfo,
  ConnectListener,
  DisconnectListener,
} from '../../types/clients.js';
export type {
  ConnectedData,
  GapData,
  Published,
  PublishedEvent,
  Snapshot,
  SSEEvent,
  SSEMessage,
  Target,
} from '../../types/events.js';
export type {
  Admittance,
  BroadcasterOptions,
  HistoryLimits,
  HistoryOptions,
  Identity,
  Logger,
  RateLimit,
  SlowClientPolicy,
} from '../../types/options.js';
export type {
  BroadcasterStats,
  DrainReport,
  LatencyHistogram,
  RefusalReason,
} from '../../types/stats.js';
export { createSSE } from '../documents/channels.js';
export type {
  AddClientOptions,
  SSE,
  SSEClient,
  SSEServiceConfig,
} from '../documents/channels-types.js';
export { SSEHandler, sseHandler } from '../documents/handler.js';
export type {
  HandlerResponse,
  SSEHandlerClient,
  SSEHandlerConfig,
  SSEHandlerStats,
  StreamController,
  StreamWriter,
} from '../documents/handler-types.js';
export * from '../documents/manager.js';
export type {
  SSEConfig,
  SSEConnectionInfo,
  SSEManager,
  SSEManagerStats,
} from '../documents/manager-types.js';
export {
  createSessionEmitter,
  SessionEventEmitter,
  sessionEmitter,
} from '../documents/session-emitter.js';
export type {
  SessionEmitterOptions,
  SessionEvent,
  SessionListener,
  SessionListener as Listener,
  SessionSubscribeOptions,
  SSEEventType,
} from '../documents/session-emitter-types.js';
export { notifyWorkspaceClients } from '../documents/workspace.js';
export { createWorkspaceNotifier } from '../documents/workspace-notifier.js';
export type {
  NotifiedEvent,
  WorkspaceEventLike,
  WorkspaceEventSchema,
  WorkspaceNotifier,
  WorkspaceNotifierOptions,
  WorkspaceSchemaOptions,
} from '../documents/workspace-types.js';
export { createBroadcaster } from './broadcaster.js';
export type { Broadcaster, EventOf } from './broadcaster-types.js';
export type { ConnectOptions } from './connect.js';
export { snapshot } from './default-broadcaster.js';
export type { DrainOptions } from './drain.js';
export { InvalidArgumentError } from './errors.js';
export type { JsonOf } from './json-of.js';
export { RateLimitError } from './rate-limit-error.js';
export { RefusedError } from './refused-error.js';
export type {
  ConvertData,
  EventSchema,
  EventSchemas,
  EventsOf,
  EventsOption,
  EventVersions,
  InputOf,
  InputsOf,
  OlderVersion,
  OutputOf,
  SchemaBroadcaster,
  SchemaOptions,
  VersionedSchema,
} from './schemas-types.js';
export { InvalidDataError } from './schemas-validate.js';
