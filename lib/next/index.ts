export type { ChannelRules, ChannelsOption, SessionsOption } from '../http/allowed-channels.js';
export type { Authorized } from '../http/authorized.js';
export type { CorsOptions } from '../http/cors.js';
export type { CrossSiteOptions } from '../http/cross-site.js';
export type { Identity } from '../types/options.js';
export {
  createDebugRoute,
  type DebugAuthorized,
  type DebugBroadcaster,
  type DebugRoute,
  type DebugRouteOptions,
} from './create-debug-route.js';
export {
  createSSERoute,
  type RouteBroadcaster,
  type SSERoute,
  type SSERouteHandler,
  type SSERouteOptions,
} from './create-sse-route.js';
export { identityFromQuery } from './identity-from-query.js';
