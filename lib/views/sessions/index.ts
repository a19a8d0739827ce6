/** `ssecast/sessions` */
export { createSessionEmitter, SessionEventEmitter, sessionEmitter } from './emitter.js';
export type {
  SessionEmitterOptions,
  SessionEvent,
  SessionListener,
  SessionListener as Listener,
  SessionSubscribeOptions,
  SSEEventType,
} from './types.js';
