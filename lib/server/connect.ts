import { type BroadcasterState, currentRequest } from 'ssecast/native';
import type { Admittance } from '../../types/options.js';
import { cursorOf } from './cursor.js';
import { openClient } from './open-client.js';
import { type Refusal, refusalHeaders, streamHeaders } from './response-headers.js';

/** Who connects, and the request that it comes with. */
export interface ConnectOptions extends Admittance {
  /**
   * The request that is answered: brings the cursor, and tells when the client goes away. Without it
   * both are taken from the Node request, where ssecast knows it (`register` of ssecast/next/instrumentation).
   */
  request?: Request;
  /** More headers for the response, like those of CORS. */
  headers?: Readonly<Record<string, string>>;
}

/** Opens a client and answers with its stream, or 429 or 503. */
export function connectClient(state: BroadcasterState, options: ConnectOptions): Response {
  const { request, headers, ...identity } = options;
  const context = currentRequest();
  if ((request?.method ?? context?.request.method) === 'HEAD') {
    return new Response(null, { headers: { ...headers, ...streamHeaders } });
  }
  const cursor = cursorOf(
    request === undefined
      ? context?.request.headers['last-event-id']
      : request.headers.get('last-event-id'),
    request?.url ?? context?.request.url,
  );
  const opened = openClient(state, identity, cursor, context, request?.signal);
  if (opened.refusal !== undefined) return refusalResponse(opened.refusal, headers);
  return new Response(opened.body, { headers: { ...headers, ...streamHeaders } });
}

/** The answer in place of a stream. */
export function refusalResponse(
  { status, text }: Refusal,
  headers?: Readonly<Record<string, string>>,
): Response {
  return new Response(text, { status, headers: { ...headers, ...refusalHeaders(status) } });
}
