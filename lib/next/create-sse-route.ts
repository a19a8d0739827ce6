import { type Authorized, type Authorizing, checkAuthorize } from '../http/authorized.js';
import { createServe, type ServeOptions } from '../http/serve.js';
import type { Broadcaster } from '../server/broadcaster-types.js';
import { WebExchange } from './exchange.js';

/** The part of a broadcaster that a route needs. */
export type RouteBroadcaster = Pick<
  Broadcaster,
  'name' | 'connect' | 'client' | 'subscribe' | 'unsubscribe'
>;

export interface SSERouteOptions<Context = unknown, Given = Authorized, Allowed = Authorized>
  extends ServeOptions<Request> {
  /**
   * Decides who the client is and what it may read, for each connection and each change of channels.
   * Nothing (undefined or null) is answered 401; a `Response` is sent as it is, with the headers of CORS.
   * Keys that no identity has are an error, also at compile time where the type is inferred: annotate
   * the parameters, and give `createSSERoute` no type argument.
   */
  authorize(request: Request, context: Context): Authorizing<Given, Allowed>;
  /** Default: the broadcaster `default`, created with the first request. */
  broadcaster?: RouteBroadcaster | undefined;
}

/** Next's second argument, with `params`, goes to `authorize`. */
export type SSERouteHandler = (request: Request) => Promise<Response>;

export interface SSERoute {
  /**
   * The stream; or the response of `authorize`; or, as JSON or text, 400 (a wrong name of a channel), 401,
   * 403 (a page of another site, or a channel that the rules refuse), 409 (another client has the
   * `clientId`), 429, 500 or 503. HEAD gets the same headers.
   */
  GET: SSERouteHandler;
  /**
   * Joins and leaves channels: `{ clientId, join?, leave? }` as JSON, at most 64 KiB and 100 channels.
   * 200 with `{ joined, left, cursor }`. `{ identify: true }` is answered 200 with `{ identity }`, a tag
   * that is the same for two requests exactly when they come from the same identity. Otherwise 400, 401,
   * 403, 404 (no such client in this process), 413, 500 or 503 with `{ error }`, and nothing is changed.
   */
  POST: SSERouteHandler;
  /** The answer to a preflight. */
  OPTIONS: SSERouteHandler;
}

/**
 * The handlers of an App Router route.
 *
 * @example export const { GET, POST, OPTIONS } = createSSERoute({ authorize })
 * @throws TypeError `ERR_SSECAST_INVALID_OPTION`
 */
export function createSSERoute<Context = unknown, Given = Authorized>(
  options: SSERouteOptions<Context, Given>,
): SSERoute {
  checkAuthorize(
    options?.authorize,
    'return who the request comes from, or for a demonstration pass identityFromQuery.',
  );
  const serve = createServe(options);
  const answer = (request: Request, context: Context, method: string) =>
    serve(new WebExchange(request, method), async () => ({
      authorized: (await options.authorize(request, context)) as Authorized,
    }));
  const route = {
    // Next calls it for HEAD, too.
    GET: (request: Request, context: Context) => answer(request, context, request.method),
    POST: (request: Request, context: Context) => answer(request, context, 'POST'),
    OPTIONS: (request: Request, context: Context) => answer(request, context, 'OPTIONS'),
  };
  // Each version of Next checks another type of the second parameter.
  return route as unknown as SSERoute;
}
