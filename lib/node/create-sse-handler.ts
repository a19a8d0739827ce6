import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authorized, ExactlyAuthorized } from '../http/authorized.js';
import { isSettled, type NodeRequest, type NodeResponse } from '../server/node-response.js';
import { createNodeServe, type NodeSSEHandlerOptions } from './serve.js';

/** Answers a request, whatever it takes: it never rejects. */
export type NodeSSEHandler<
  Asker extends NodeRequest = IncomingMessage,
  Answerer extends NodeResponse = ServerResponse,
> = (request: Asker, response: Answerer) => Promise<void>;

/**
 * The handler of an event stream for plain http, https and HTTP/2, Express, and Next's `pages/api`:
 * - GET opens the stream, HEAD gives its headers; 400 (channels that cannot be), 401, 403 (another
 *   site's page, or a channel that may not be read), 409 (a `clientId` that is taken), 429, 500 or
 *   503, or what `authorize` answered;
 * - POST joins and leaves channels: `{ clientId, join?, leave? }` as JSON, at most 64 KiB and 100
 *   channels. 200 with `{ joined, left, cursor }`; to `{ identify: true }` 200 with `{ identity }`;
 *   400, 401, 403, 404 (no such client in this process), 413 or 500 with `{ error }`, and then nothing
 *   was changed. A body parser may have read it already;
 * - OPTIONS is the preflight of other origins; every other method is answered 405.
 *
 * Route only its own path to it. For Fastify there is `createFastifyHandler`.
 *
 * @example
 * const live = createSSEHandler({ authorize: (request) => sessionOf(request.headers.cookie) })
 * app.all('/events', live)
 * @throws TypeError `ERR_SSECAST_INVALID_OPTION`
 */
export function createSSEHandler<
  Asker extends NodeRequest = IncomingMessage,
  Answerer extends NodeResponse = ServerResponse,
  Given extends Authorized | Answerer = Authorized | Answerer,
>(
  options: NodeSSEHandlerOptions<Asker, Answerer, Given> & ExactlyAuthorized<Given, Answerer>,
): NodeSSEHandler<Asker, Answerer> {
  const serve = createNodeServe<Asker, Answerer>(options);
  return (request, response) =>
    serve({
      asker: request,
      answerer: response,
      request,
      response,
      take: () => !isSettled(response),
    });
}
