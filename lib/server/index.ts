export type { DisconnectReason } from 'ssecast/native';
export type { ClientInfo, DisconnectListener } from '../../types/clients.js';
export type {
  ConnectedData,
  Published,
  PublishedEvent,
  SSEEvent,
  SSEMessage,
  Target,
} from '../../types/events.js';
export type { BroadcasterOptions, HistoryOptions, Identity, Logger } from '../../types/options.js';
export type { BroadcasterStats } from '../../types/stats.js';
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
export { InvalidArgumentError } from './errors.js';
