export type { DisconnectReason } from 'ssecast/native';
export { createBroadcaster } from './server/broadcaster.js';
export type { Broadcaster, EventOf } from './server/broadcaster-types.js';
export type { ConnectOptions } from './server/connect.js';
export { snapshot } from './server/default-broadcaster.js';
export type { DrainOptions } from './server/drain.js';
export { InvalidArgumentError } from './server/errors.js';
export type { JsonOf } from './server/json-of.js';
export { RateLimitError } from './server/rate-limit-error.js';
export { RefusedError } from './server/refused-error.js';
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
} from './server/schemas-types.js';
export { InvalidDataError } from './server/schemas-validate.js';
export type {
  ClientDetails,
  ClientInfo,
  ConnectListener,
  DisconnectListener,
} from './types/clients.js';
export type {
  ConnectedData,
  GapData,
  Published,
  PublishedEvent,
  Snapshot,
  SSEEvent,
  SSEMessage,
  Target,
} from './types/events.js';
export type {
  Admittance,
  BroadcasterOptions,
  HistoryLimits,
  HistoryOptions,
  Identity,
  Logger,
  RateLimit,
  SlowClientPolicy,
} from './types/options.js';
export type {
  BroadcasterStats,
  DrainReport,
  LatencyHistogram,
  RefusalReason,
} from './types/stats.js';
export { createSSE } from './views/channels/create-sse.js';
export type {
  AddClientOptions,
  SSE,
  SSEClient,
  SSEServiceConfig,
} from './views/channels/types.js';
export { SSEHandler, sseHandler } from './views/handler/handler.js';
export type {
  HandlerResponse,
  SSEHandlerClient,
  SSEHandlerConfig,
  SSEHandlerStats,
  StreamController,
  StreamWriter,
} from './views/handler/types.js';
export * from './views/manager/manager.js';
export type {
  SSEConfig,
  SSEConnectionInfo,
  SSEManager,
  SSEManagerStats,
} from './views/manager/types.js';
export {
  createSessionEmitter,
  SessionEventEmitter,
  sessionEmitter,
} from './views/sessions/emitter.js';
export type {
  SessionEmitterOptions,
  SessionEvent,
  SessionListener,
  SessionListener as Listener,
  SessionSubscribeOptions,
  SSEEventType,
} from './views/sessions/types.js';
export { createWorkspaceNotifier } from './views/workspaces/notifier.js';
export { notifyWorkspaceClients } from './views/workspaces/notify.js';
export type {
  NotifiedEvent,
  WorkspaceEventLike,
  WorkspaceEventSchema,
  WorkspaceNotifier,
  WorkspaceNotifierOptions,
  WorkspaceSchemaOptions,
} from './views/workspaces/types.js';
