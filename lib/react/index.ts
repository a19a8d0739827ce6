/** `ssecast/react` */
export type { ConnectedData, GapData, SSEEvent } from '../../types/events.js';
export { SSEErrorEvent } from '../client/error-event.js';
export type { ConnectionStatus } from '../client/store.js';
export { type SSEHookOptions, type SSEHookReturn, useSSE } from './use-sse.js';
