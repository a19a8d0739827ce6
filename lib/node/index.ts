export type { Identity } from '../../types/options.js';
export { drainOnSignals, type SignalOptions } from '../server/drain-on-signals.js';
export type { ChannelRules, ChannelsOption, SessionsOption } from '../shared/allowed-channels.js';
export type { Authorized } from '../shared/authorized.js';
export type { CorsOptions } from '../shared/cors.js';
export type { CrossSiteOptions } from '../shared/cross-site-options.js';
export { accept } from './accept.js';
export {
  createFastifyHandler,
  type FastifyReplyLike,
  type FastifyRequestLike,
  type FastifySSEHandler,
} from './create-fastify-handler.js';
export { createSSEHandler, type NodeSSEHandler } from './create-sse-handler.js';
export type { NodeRequest, NodeResponse } from './node-types.js';
export { type RefuseCrossSiteOptions, refuseCrossSite } from './refuse-cross-site.js';
export type { HandlerBroadcaster, SSEHandlerOptions } from './serve.js';
