/** `ssecast/manager` */
export type { SSEEvent, SSEMessage } from '../../types/events.js';
export * from './manager.js';
export type { SSEConfig, SSEConnectionInfo, SSEManager, SSEManagerStats } from './types.js';
