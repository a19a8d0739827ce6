import type { IncomingMessage, ServerResponse } from 'node:http';
import { type BroadcasterState, NativeError, sendToResponse } from 'ssecast/native';
import type { Admittance } from '../../types/options.js';
import { admit } from './admit.js';
import { cursorOf } from './cursor.js';
import { isGone } from './node-response.js';
import { type Refusal, refusalHeaders, streamHeaders } from './response-headers.js';

/** Opens a client for a Node response. See `Broadcaster.accept`. */
export function acceptClient(
  state: BroadcasterState,
  request: IncomingMessage,
  response: ServerResponse,
  identity: Admittance,
): string | undefined {
  if (response.headersSent) throw headersSent();
  // Before anybody is admitted: its `close` has been emitted and will not be again.
  if (isGone(response)) return undefined;
  if (request.method === 'HEAD') {
    answer(response, 200, streamHeaders);
    response.end();
    return undefined;
  }
  const cursor = cursorOf(request.headers['last-event-id'], request.url);
  const admitted = admit(state, identity, cursor, { response });
  if (admitted.refusal !== undefined) {
    refuse(response, admitted.refusal);
    return undefined;
  }
  answer(response, 200, streamHeaders);
  // Not `request.socket`: for HTTP/2 that is a guard object, and the hand-over looks at what it is.
  const socket = response.socket ?? request.socket;
  sendToResponse(state, admitted.client.key, { request, response, socket });
  return admitted.client.id;
}

function refuse(response: ServerResponse, { status, text }: Refusal): void {
  answer(response, status, refusalHeaders(status));
  response.end(text);
}

function answer(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

/** For a response that whoever let the client in has begun himself. */
export function headersSent(): NativeError {
  return new NativeError(
    'ERR_SSECAST_HEADERS_SENT',
    'Expected a response whose head is not sent, but this one has sent it. Let the client in before ' +
      'anything is written to the response; headers can be set with setHeader() before.',
  );
}
