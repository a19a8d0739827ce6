import { checkAuthorize } from '../http/authorized.js';
import { type CrossSiteOptions, createCrossSite } from '../http/cross-site.js';
import { HttpError } from '../http/http-error.js';
import { withHeaders } from '../http/own-response.js';
import { afterSiteCheck } from '../http/site-check.js';
import type { Broadcaster } from '../server/broadcaster-types.js';
import { defaultBroadcaster } from '../server/default-broadcaster.js';
import { describe, InvalidArgumentError } from '../server/errors.js';
import type { SSERouteHandler } from './create-sse-route.js';
import { WebExchange } from './exchange.js';

/** Whether a request may see every client; or a response of the application. */
export type DebugAuthorized = boolean | Response | undefined | null;

/** The part of a broadcaster that the listing needs. */
export type DebugBroadcaster = Pick<Broadcaster, 'name' | 'stats' | 'inspect'>;

export interface DebugRouteOptions<Context = unknown> extends CrossSiteOptions {
  /**
   * Whether a request may see the ids, users, sessions, channels and metadata of all clients: let in
   * operators, not users. Only `true` lets in. False and nothing are answered 401, and a `Response` is
   * sent as it is.
   */
  authorize(request: Request, context: Context): DebugAuthorized | Promise<DebugAuthorized>;
  /** Default: the broadcaster `default`. */
  broadcaster?: DebugBroadcaster | undefined;
}

export interface DebugRoute {
  /** 200 with `{ stats, clients }`, oldest client first; 401, 403 or 500 with `{ error }`. */
  GET: SSERouteHandler;
}

/**
 * The handler of an App Router route that lists the clients of a broadcaster. Each request asks all
 * workers, so let people use it; monitors use `ssecast/metrics`.
 *
 * @example export const { GET } = createDebugRoute({ authorize: isOperator })
 * @throws TypeError `ERR_SSECAST_INVALID_OPTION`
 */
export function createDebugRoute<Context = unknown>(
  options: DebugRouteOptions<Context>,
): DebugRoute {
  checkAuthorize(options?.authorize, 'return true for an operator, who may see every client.');
  const crossSite = createCrossSite(options);
  const route = {
    GET(request: Request, context: Context) {
      const exchange = new WebExchange(request, 'GET');
      return afterSiteCheck(crossSite, exchange, options.broadcaster?.name, async (headers) => {
        const answer = await options.authorize(request, context);
        if (answer instanceof Response) return withHeaders(answer, headers);
        if (!isTrue(answer)) throw new HttpError(401, 'Not authorized to see the clients');
        const live = options.broadcaster ?? defaultBroadcaster();
        const clients = await live.inspect();
        return exchange.sendJson(200, { stats: live.stats(), clients }, headers);
      });
    },
  };
  // As for createSSERoute.
  return route as unknown as DebugRoute;
}

/** Refuses an identity, as `createSSERoute` takes it: it does not make its user an operator. */
function isTrue(answer: unknown): boolean {
  if (typeof answer === 'boolean' || answer === undefined || answer === null)
    return Boolean(answer);
  throw new InvalidArgumentError(
    'ERR_SSECAST_INVALID_OPTION',
    `Expected true, false or a Response from authorize of createDebugRoute but received ${describe(answer)}`,
  );
}
