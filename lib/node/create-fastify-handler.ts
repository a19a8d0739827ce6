import type { Authorized } from '../http/authorized.js';
import { isSettled, type NodeRequest, type NodeResponse } from '../server/node-response.js';
import { createNodeServe, type NodeSSEHandlerOptions } from './serve.js';

/** The part of Fastify's request that ssecast uses. */
export interface FastifyRequestLike {
  raw: NodeRequest;
  body?: unknown;
}

/** The part of Fastify's reply that ssecast uses. */
export interface FastifyReplyLike {
  raw: NodeResponse;
  readonly sent: boolean;
  hijack(): unknown;
  getHeaders(): Record<string, number | string | string[] | undefined>;
}

/** Answers a request. Errors are answered and logged: it never rejects. */
export type FastifySSEHandler<
  AppRequest extends FastifyRequestLike = FastifyRequestLike,
  AppResponse extends FastifyReplyLike = FastifyReplyLike,
> = (request: AppRequest, reply: AppResponse) => Promise<void>;

/**
 * The handler of a Fastify route; does what `createSSEHandler` does. The hooks of the route run as usual.
 * After `authorize` has decided, the reply is hijacked and sent with the headers that it has by then.
 *
 * @example
 * app.route({
 *   method: ['GET', 'POST', 'OPTIONS'],
 *   url: '/events',
 *   handler: createFastifyHandler({ authorize: (request: FastifyRequest) => request.user }),
 * })
 * @throws TypeError `ERR_SSECAST_INVALID_OPTION`
 */
export function createFastifyHandler<
  AppRequest extends FastifyRequestLike = FastifyRequestLike,
  AppResponse extends FastifyReplyLike = FastifyReplyLike,
  Given = Authorized | AppResponse,
>(
  options: NodeSSEHandlerOptions<AppRequest, AppResponse, Given>,
): FastifySSEHandler<AppRequest, AppResponse> {
  const serve = createNodeServe(options);
  return (request, reply) => {
    let taken = false;
    return serve({
      appRequest: request,
      appResponse: reply,
      request: request.raw,
      response: reply.raw,
      take() {
        if (!taken && !reply.sent && !isSettled(reply.raw)) {
          taken = true;
          reply.hijack();
          // A hijacked reply does not send headers that plugins have set, like cookies and CORS.
          for (const [name, value] of Object.entries(reply.getHeaders())) {
            if (value !== undefined) reply.raw.setHeader(name, value);
          }
        }
        return taken && !isSettled(reply.raw);
      },
    });
  };
}
