import {
  type BroadcasterState,
  clientHeader,
  createClientStream,
  currentRequest,
  kClientHeader,
} from 'ssecast/native';
import type { Identity } from '../../types/options.js';
import { admit } from './admit.js';
import { cursorOf } from './cursor.js';
import { refusalHeaders, streamHeaders } from './response-headers.js';

/** Who connects, and the request that it comes with. */
export interface ConnectOptions extends Identity {
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
  const { request, headers } = options;
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
  const admitted = admit(state, options, cursor);
  if (admitted.refusal !== undefined) {
    const { status, text } = admitted.refusal;
    return new Response(text, { status, headers: { ...headers, ...refusalHeaders(status) } });
  }
  const { client } = admitted;
  const body = createClientStream(state, client, context, request?.signal);
  const all: Record<string, string> = { ...headers, ...streamHeaders };
  if (context !== undefined) all[kClientHeader] = clientHeader(client.id);
  // Node's type of a web stream is not the one of lib.dom, though the object is the same.
  return new Response(body as unknown as BodyInit, { headers: all });
}
