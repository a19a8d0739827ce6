import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type BroadcasterState,
  type NativeAdmission,
  NativeError,
  sendToResponse,
} from 'ssecast/native';
import type { Admittance } from '../types/options.js';
import { admit } from './admit.js';
import { cursorOf } from './cursor.js';
import { toAdmission } from './identity.js';
import { isGone } from './node-response.js';
import { refusalHeaders, streamHeaders } from './response-headers.js';

/** Opens a client for a Node response. See `Broadcaster.accept`. */
export function acceptClient(
  state: BroadcasterState,
  request: IncomingMessage,
  response: ServerResponse,
  identity: Admittance,
): string | undefined {
  return acceptAdmission(state, request, response, toAdmission(identity));
}

/**
 * `acceptClient` for an identity that is checked already.
 * @param setHeaders sets more headers of an answer, when that answer is certain
 */
export function acceptAdmission(
  state: BroadcasterState,
  request: IncomingMessage,
  response: ServerResponse,
  admission: NativeAdmission,
  setHeaders?: () => void,
): string | undefined {
  if (response.headersSent) throw headersSent();
  // Checked before the admission: the `close` of this response was emitted and does not come again.
  if (isGone(response)) return undefined;
  const answer = (status: number, headers: Readonly<Record<string, string>>) => {
    setHeaders?.();
    response.statusCode = status;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  };
  if (request.method === 'HEAD') {
    answer(200, streamHeaders);
    response.end();
    return undefined;
  }
  admission.lastEventId = cursorOf(request.headers['last-event-id'], request.url);
  const admitted = admit(state, admission, { response });
  if (admitted.refusal !== undefined) {
    const { status, text } = admitted.refusal;
    answer(status, refusalHeaders(status));
    response.end(text);
    return undefined;
  }
  answer(200, streamHeaders);
  // Not `request.socket`: for HTTP/2 that is a guard object, and the hand-over looks at what it is.
  const socket = response.socket ?? request.socket;
  sendToResponse(state, admitted.client.key, { request, response, socket });
  return admitted.client.id;
}

/** The error for a response whose head the application has sent before the client was admitted. */
export function headersSent(): NativeError {
  return new NativeError(
    'ERR_SSECAST_HEADERS_SENT',
    'Expected a response whose head is not sent, but this one has sent it. Let the client in before ' +
      'anything is written to the response; headers can be set with setHeader() before.',
  );
}
