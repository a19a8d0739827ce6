/** `ssecast/handler` */
export type { SSEEvent } from '../../types/events.js';
export { SSEHandler, sseHandler } from './handler.js';
export type {
  HandlerResponse,
  SSEHandlerClient,
  SSEHandlerConfig,
  SSEHandlerStats,
  StreamController,
  StreamWriter,
} from './types.js';
