export type { Identity } from '../../types/options.js';
export type { CorsOptions } from './cors.js';
export {
  createSSERoute,
  type SSERoute,
  type SSERouteHandler,
  type SSERouteOptions,
} from './create-sse-route.js';
export { identityFromQuery } from './identity-from-query.js';
