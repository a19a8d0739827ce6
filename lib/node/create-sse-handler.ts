import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authorized } from '../http/authorized.js';
import { isSettled, type NodeRequest, type NodeResponse } from '../server/node-response.js';
import { createNodeServe, type NodeSSEHandlerOptions } from './serve.js';

/** Answers a request. Errors are answered and logged: it never rejects. */
export type NodeSSEHandler<
  AppRequest extends NodeRequest = IncomingMessage,
  AppResponse extends NodeResponse = ServerResponse,
> = (request: AppRequest, response: AppResponse) => Promise<void>;

/**
 * The handler of an event stream for plain http, https and HTTP/2, Express, and Next's `pages/api`:
 * - GET opens the stream, HEAD sends its headers; or 400 (a wrong name of a channel), 401, 403 (a page of
 *   another site, or a channel that the rules refuse), 409 (another client has the `clientId`), 429, 500
 *   or 503, or the answer of `authorize`;
 * - POST joins and leaves channels: `{ clientId, join?, leave? }` as JSON, at most 64 KiB and 100
 *   channels. 200 with `{ joined, left, cursor }`; `{ identify: true }` is answered 200 with
 *   `{ identity }`. Otherwise 400, 401, 403, 404 (no such client in this process), 413, 500 or 503 with
 *   `{ error }`, and nothing is changed. A body parser may read the body first;
 * - OPTIONS is the preflight of other origins; every other method is answered 405.
 *
 * Route only the path of the stream to it. Fastify has `createFastifyHandler`.
 *
 * @example
 * const live = createSSEHandler({ authorize: (request) => sessionOf(request.headers.cookie) })
 * app.all('/events', live)
 * @throws TypeError `ERR_SSECAST_INVALID_OPTION`
 */
export function createSSEHandler<
  AppRequest extends NodeRequest = IncomingMessage,
  AppResponse extends NodeResponse = ServerResponse,
  Given = Authorized | AppResponse,
>(
  options: NodeSSEHandlerOptions<AppRequest, AppResponse, Given>,
): NodeSSEHandler<AppRequest, AppResponse> {
  const serve = createNodeServe(options);
  return (request, response) =>
    serve({
      appRequest: request,
      appResponse: response,
      request,
      response,
      take: () => !isSettled(response),
    });
}
