export type { ChannelRules, ChannelsOption, SessionsOption } from '../http/allowed-channels.js';
export type { Authorized } from '../http/authorized.js';
export type { CorsOptions } from '../http/cors.js';
export type { CrossSiteOptions } from '../http/cross-site.js';
export { drainOnSignals, type SignalOptions } from '../server/drain-on-signals.js';
export type { NodeRequest, NodeResponse } from '../server/node-response.js';
export type { Identity } from '../types/options.js';
export { accept } from './accept.js';
export {
  createFastifyHandler,
  type FastifyReplyLike,
  type FastifyRequestLike,
  type FastifySSEHandler,
} from './create-fastify-handler.js';
export { createSSEHandler, type NodeSSEHandler } from './create-sse-handler.js';
export { type RefuseCrossSiteOptions, refuseCrossSite } from './refuse-cross-site.js';
export type { HandlerBroadcaster, NodeSSEHandlerOptions } from './serve.js';
