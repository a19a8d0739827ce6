export type { DisconnectReason } from 'ssecast/native';
export type { ClientDetails, ClientInfo, DisconnectListener } from '../../types/clients.js';
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
export * from '../documents/manager.js';
export type {
  SSEConfig,
  SSEConnectionInfo,
  SSEManager,
  SSEManagerStats,
} from '../documents/manager-types.js';
export { createBroadcaster } from './broadcaster.js';
export type { Broadcaster, EventOf } from './broadcaster-types.js';
export type { ConnectOptions } from './connect.js';
export { snapshot } from './default-broadcaster.js';
export type { DrainOptions } from './drain.js';
export { InvalidArgumentError } from './errors.js';
export { RateLimitError } from './rate-limit-error.js';
