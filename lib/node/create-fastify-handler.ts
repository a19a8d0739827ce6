import type { Authorized, ExactlyAuthorized } from '../http/authorized.js';
import { isSettled, type NodeRequest, type NodeResponse } from '../server/node-response.js';
import { createNodeServe, type NodeSSEHandlerOptions } from './serve.js';

/** What is used of Fastify's request. */
export interface FastifyRequestLike {
  raw: NodeRequest;
  body?: unknown;
}

/** What is used of Fastify's reply. */
export interface FastifyReplyLike {
  raw: NodeResponse;
  readonly sent: boolean;
  hijack(): unknown;
  getHeaders(): Record<string, number | string | string[] | undefined>;
}

/** Handles a request, whatever it takes: it never rejects. */
export type FastifySSEHandler<
  Asker extends FastifyRequestLike = FastifyRequestLike,
  Answerer extends FastifyReplyLike = FastifyReplyLike,
> = (request: Asker, reply: Answerer) => Promise<void>;

/**
 * The handler of a Fastify route; does what `createSSEHandler` does. The hooks of the route run as
 * always; once `authorize` has let somebody in or refused, the reply is hijacked, and sent with the
 * headers that it has.
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
  Asker extends FastifyRequestLike = FastifyRequestLike,
  Answerer extends FastifyReplyLike = FastifyReplyLike,
  Given extends Authorized | Answerer = Authorized | Answerer,
>(
  options: NodeSSEHandlerOptions<Asker, Answerer, Given> & ExactlyAuthorized<Given, Answerer>,
): FastifySSEHandler<Asker, Answerer> {
  const serve = createNodeServe<Asker, Answerer>(options);
  return (request, reply) => {
    let taken = false;
    return serve({
      asker: request,
      answerer: reply,
      request: request.raw,
      response: reply.raw,
      take() {
        if (!taken && !reply.sent && !isSettled(reply.raw)) {
          taken = true;
          reply.hijack();
          // A hijacked reply sends nothing by itself: not what plugins have set, like cookies and CORS.
          for (const [name, value] of Object.entries(reply.getHeaders())) {
            if (value !== undefined) reply.raw.setHeader(name, value);
          }
        }
        return taken && !isSettled(reply.raw);
      },
    });
  };
}
