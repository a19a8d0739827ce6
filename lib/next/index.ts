export type { Identity } from '../../types/options.js';
export type { ChannelsOption } from './allowed-channels.js';
export type { CorsOptions } from './cors.js';
export {
  createDebugRoute,
  type DebugAuthorized,
  type DebugBroadcaster,
  type DebugRoute,
  type DebugRouteOptions,
} from './create-debug-route.js';
export {
  type Authorized,
  createSSERoute,
  type RouteBroadcaster,
  type SSERoute,
  type SSERouteHandler,
  type SSERouteOptions,
} from './create-sse-route.js';
export type { CrossSiteOptions } from './cross-site.js';
export { identityFromQuery } from './identity-from-query.js';
