import { type Authorized, checkAuthorize, type ExactlyAuthorized } from '../http/authorized.js';
import { createServe, type ServeOptions } from '../http/serve.js';
import type { Broadcaster } from '../server/broadcaster-types.js';
import { WebExchange } from './exchange.js';

/** The part of a broadcaster that a route needs. */
export type RouteBroadcaster = Pick<
  Broadcaster,
  'name' | 'connect' | 'client' | 'subscribe' | 'unsubscribe'
>;

export interface SSERouteOptions<Context = unknown, Given extends Authorized = Authorized>
  extends ServeOptions<Request> {
  /**
   * Decides who the client is and what it may read, for every connection, the first and each later
   * one, and for every change of channels. Nothing (undefined or null) is answered 401; a `Response`
   * is sent as it is, with the headers of CORS. Keys that no identity has are refused, by the compiler
   * where the type is inferred: annotate the parameters, and give `createSSERoute` no type argument.
   */
  authorize(request: Request, context: Context): Given | Promise<Given>;
  /** Default: the broadcaster `default`, created with the first request. */
  broadcaster?: RouteBroadcaster | undefined;
}

/** The request; what Next gives besides, like `params`, goes on to `authorize`. */
export type SSERouteHandler = (request: Request) => Promise<Response>;

export interface SSERoute {
  /**
   * The stream; as JSON or text 400 (channels that cannot be), 401, 403 (another site's page, or a
   * channel that may not be read), 409 (a `clientId` that is taken), 429, 500 or 503; or what `authorize` answered. HEAD is alike.
   */
  GET: SSERouteHandler;
  /**
   * Joins and leaves channels: `{ clientId, join?, leave? }` as JSON, at most 64 KiB and 100 channels.
   * 200 with `{ joined, left, cursor }`; to `{ identify: true }` 200 with `{ identity }`, a tag that is the
   * same for two requests exactly when they come from the same identity; 400, 401, 403, 404 (no such client in this process), 413 or 500 with
   * `{ error }`, and then nothing was changed.
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
export function createSSERoute<Context = unknown, Given extends Authorized = Authorized>(
  options: SSERouteOptions<Context, Given> & ExactlyAuthorized<Given>,
): SSERoute {
  checkAuthorize(
    options?.authorize,
    'return who the request comes from, or for a demonstration pass identityFromQuery.',
  );
  const serve = createServe(options);
  const answer = (request: Request, context: Context, method: string) =>
    serve(new WebExchange(request, method), async () => ({
      authorized: await options.authorize(request, context),
    }));
  const route = {
    // Next calls it for HEAD, too.
    GET: (request: Request, context: Context) => answer(request, context, request.method),
    POST: (request: Request, context: Context) => answer(request, context, 'POST'),
    OPTIONS: (request: Request, context: Context) => answer(request, context, 'OPTIONS'),
  };
  // Next's type check of routes knows other second parameters in each of its versions.
  return route as unknown as SSERoute;
}
