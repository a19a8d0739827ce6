import { consoleLogger, findBroadcaster } from 'ssecast/native';
import type { Identity } from '../../types/options.js';
import type { Broadcaster } from '../server/broadcaster-types.js';
import { defaultBroadcaster } from '../server/default-broadcaster.js';
import { describe, InvalidArgumentError } from '../server/errors.js';
import { type Cors, type CorsOptions, createCors } from './cors.js';

/** What a request may be answered with: the identity of the client, or a response of the app's own. */
export type Authorized = Identity | Response | undefined | null;

export interface SSERouteOptions<Context = unknown> {
  /**
   * Decides who the client is and what it may read, for every connection, the first and each later
   * one. Nothing (undefined or null) is answered 401; a `Response` is sent as it is.
   */
  authorize(request: Request, context: Context): Authorized | Promise<Authorized>;
  /** Default: the broadcaster `default`, created with the first request. */
  broadcaster?: Pick<Broadcaster, 'name' | 'connect'>;
  /** Default: no other origin may read the stream. */
  cors?: CorsOptions;
}

/** The request; what Next gives besides, like `params`, goes on to `authorize`. */
export type SSERouteHandler = (request: Request) => Promise<Response>;

export interface SSERoute {
  /** The stream; 401, 500 or 503 as JSON or text; or what `authorize` answered. */
  GET: SSERouteHandler;
  /** 405: a stream is opened with GET. */
  POST: SSERouteHandler;
  /** The answer to a preflight. */
  OPTIONS: SSERouteHandler;
}

const kMethods = 'GET, HEAD, OPTIONS';

/**
 * The handlers of an App Router route.
 *
 * @example export const { GET, POST, OPTIONS } = createSSERoute({ authorize })
 * @throws TypeError `ERR_SSECAST_INVALID_OPTION`
 */
export function createSSERoute<Context = unknown>(options: SSERouteOptions<Context>): SSERoute {
  if (typeof options?.authorize !== 'function') throw withoutAuthorize(options?.authorize);
  const cors = createCors(options.cors);
  const route = {
    GET: (request: Request, context: Context) => answer(options, cors, request, context),
    POST: async (request: Request) =>
      json(405, 'An event stream is opened with GET', {
        ...cors.headersFor(request.headers.get('origin')),
        Allow: kMethods,
      }),
    OPTIONS: async (request: Request) =>
      new Response(null, {
        status: 204,
        headers: { ...cors.preflightFor(request.headers.get('origin')), Allow: kMethods },
      }),
  };
  // Next's type check of routes knows other second parameters in each of its versions.
  return route as unknown as SSERoute;
}

async function answer<Context>(
  options: SSERouteOptions<Context>,
  cors: Cors,
  request: Request,
  context: Context,
): Promise<Response> {
  // Outside of the try: by this Next 14 learns that the route cannot be rendered at build time.
  const headers = cors.headersFor(request.headers.get('origin'));
  try {
    const authorized = await options.authorize(request, context);
    if (authorized instanceof Response) return authorized;
    if (authorized === undefined || authorized === null) {
      return json(401, 'Not authorized to open this event stream', headers);
    }
    const broadcaster = options.broadcaster ?? defaultBroadcaster();
    return await broadcaster.connect({ ...authorized, request, headers });
  } catch (error) {
    if (isControlFlow(error)) throw error;
    const logger = findBroadcaster(options.broadcaster?.name ?? 'default')?.logger ?? consoleLogger;
    logger.error('ssecast: a request for an event stream failed', error);
    return json(500, 'The event stream could not be opened', headers);
  }
}

/** `redirect()`, `notFound()` and what Next throws while prerendering carry a digest and are Next's. */
function isControlFlow(error: unknown): boolean {
  return typeof (error as { digest?: unknown } | undefined)?.digest === 'string';
}

function json(status: number, error: string, headers: Record<string, string>): Response {
  return Response.json({ error }, { status, headers: { ...headers, 'Cache-Control': 'no-store' } });
}

function withoutAuthorize(authorize: unknown): InvalidArgumentError {
  return new InvalidArgumentError(
    'ERR_SSECAST_INVALID_OPTION',
    `Expected a function for authorize but received ${describe(authorize)}. Nobody is let in by ` +
      'default: return who the request comes from, or for a demonstration pass identityFromQuery.',
  );
}
