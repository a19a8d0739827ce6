import { type Authorized, type Authorizing, checkAuthorize } from '../http/authorized.js';
import { createServe, type Decision, type ServeOptions } from '../http/serve.js';
import { headersSent } from '../server/accept.js';
import type { AnyAccept, Broadcaster } from '../server/broadcaster-types.js';
import { NodeExchange, type NodePair } from './exchange.js';

/** The part of a broadcaster that a handler needs. */
export type HandlerBroadcaster = Pick<
  Broadcaster,
  'name' | 'client' | 'subscribe' | 'unsubscribe'
> & { accept: AnyAccept };

/** `AppRequest` and `AppResponse`: the request and the response as the framework gives them. */
export interface NodeSSEHandlerOptions<
  AppRequest,
  AppResponse,
  Given = Authorized | AppResponse,
  Allowed = Authorized | AppResponse,
> extends ServeOptions<AppRequest> {
  /**
   * Decides who the client is and what it may read, for each connection and each change of channels.
   * Nothing (undefined or null) is answered 401; a web `Response` is sent as it is. It may also answer
   * through the framework's response itself, and return that response or nothing.
   */
  authorize(request: AppRequest, response: AppResponse): Authorizing<Given, Allowed, AppResponse>;
  /** Default: the broadcaster `default`, created with the first request. */
  broadcaster?: HandlerBroadcaster | undefined;
}

/**
 * Answers the requests of a framework that has Node's request and response. Never rejects.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION`, `ERR_SSECAST_INVALID_LISTENER`
 */
export function createNodeServe<AppRequest extends object, AppResponse extends object, Given>(
  options: NodeSSEHandlerOptions<AppRequest, AppResponse, Given>,
): (pair: NodePair<AppRequest, AppResponse>) => Promise<void> {
  checkAuthorize(options?.authorize, 'return who the request comes from.');
  const serve = createServe(options);

  async function decide(pair: NodePair<AppRequest, AppResponse>): Promise<Decision<void>> {
    const answered = { sent: undefined };
    const authorized = await options.authorize(pair.appRequest, pair.appResponse);
    if (authorized === pair.appResponse) return answered;
    if (pair.take()) return { authorized: authorized as Authorized };
    // The client is gone, or `authorize` has answered and returned nothing.
    if (authorized === undefined || authorized === null) return answered;
    if (!pair.response.headersSent) return answered;
    throw headersSent();
  }

  return (pair) => serve(new NodeExchange(pair), () => decide(pair));
}
