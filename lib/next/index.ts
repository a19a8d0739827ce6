export type { Identity } from '../../types/options.js';
export type { ChannelRules, ChannelsOption, SessionsOption } from '../shared/allowed-channels.js';
export type { Authorized } from '../shared/authorized.js';
export type { CorsOptions } from '../shared/cors.js';
export type { CrossSiteOptions } from '../shared/cross-site-options.js';
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
