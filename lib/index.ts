export type { DisconnectReason } from 'ssecast/native';
export type {
  BackplaneErrorListener,
  BackplaneOptions,
  BackplaneQueueOptions,
  BackplaneSettings,
} from './backplane/options.js';
export { defineLive } from './live/define-live.js';
export type { EventsDefinition, LiveDefinition } from './live/definition.js';
export { typed } from './live/typed.js';
export type {
  BackplaneLive,
  BackplaneLiveChannel,
  BackplaneLiveOptions,
  BackplaneLiveTarget,
  ChannelListener,
  ChannelRule,
  Live,
  LiveAuthorized,
  LiveChannel,
  LiveHandlerOptions,
  LiveOptions,
  LiveRouteOptions,
  LiveTarget,
  SendOptions,
  Who,
} from './live/types.js';
export { createBroadcaster } from './server/broadcaster.js';
export type { BackplaneBroadcaster, Broadcaster, EventOf } from './server/broadcaster-types.js';
export type { ConnectOptions } from './server/connect.js';
export { snapshot } from './server/default-broadcaster.js';
export type { DrainOptions } from './server/drain.js';
export { InvalidArgumentError } from './server/errors.js';
export { RateLimitError } from './server/rate-limit-error.js';
export { RefusedError } from './server/refused-error.js';
export type {
  BackplaneSchemaBroadcaster,
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
  Target,
} from './types/events.js';
export type { JsonOf } from './types/json-of.js';
export type { Member, PresenceOptions } from './types/members.js';
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
  BackplaneRejection,
  BackplaneState,
  BackplaneStats,
  BroadcasterStats,
  DrainReport,
  LatencyHistogram,
  PresenceStats,
  RefusalReason,
} from './types/stats.js';
