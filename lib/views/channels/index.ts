/** `ssecast/channels` */
export type { SSEEvent } from '../../types/events.js';
export { createSSE } from './create-sse.js';
export type { AddClientOptions, SSE, SSEClient, SSEServiceConfig } from './types.js';
