import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type BroadcasterState,
  type NativeAdmission,
  NativeError,
  sendToResponse,
} from 'ssecast/native';
import { backplaneOf } from '../backplane/engine.js';
import type { Admittance } from '../types/options.js';
import { admit } from './admit.js';
import { awaitBackplane } from './await-backplane.js';
import { cursorOf } from './cursor.js';
import { toAdmission } from './identity.js';
import { isGone, isSettled } from './node-response.js';
import { type Refusal, refusalHeaders, streamHeaders } from './response-headers.js';

/** Sends the head of an answer. */
type Answer = (status: number, headers: Readonly<Record<string, string>>) => void;

/** Opens a client for a Node response. See `Broadcaster.accept`. */
export function acceptClient(
  state: BroadcasterState,
  request: IncomingMessage,
  response: ServerResponse,
  identity: Admittance,
): string | undefined {
  return acceptAdmission(state, request, response, toAdmission(identity));
}

/** `acceptClient` for a broadcaster with a backplane. See `BackplaneBroadcaster.accept`. */
export function acceptClientLater(
  state: BroadcasterState,
  request: IncomingMessage,
  response: ServerResponse,
  identity: Admittance,
): Promise<string | undefined> {
  return acceptAdmissionLater(state, request, response, toAdmission(identity));
}

/**
 * `acceptClient` for an identity that is checked already. It does not wait for a backplane.
 * @param setHeaders sets more headers of an answer, when that answer is certain
 */
export function acceptAdmission(
  state: BroadcasterState,
  request: IncomingMessage,
  response: ServerResponse,
  admission: NativeAdmission,
  setHeaders?: () => void,
): string | undefined {
  const answer = begin(request, response, admission, setHeaders);
  return answer && open(state, request, response, admission, answer);
}

/** `acceptAdmission` that waits for the backplane of the broadcaster, if it has one. */
export async function acceptAdmissionLater(
  state: BroadcasterState,
  request: IncomingMessage,
  response: ServerResponse,
  admission: NativeAdmission,
  setHeaders?: () => void,
): Promise<string | undefined> {
  const answer = begin(request, response, admission, setHeaders);
  if (answer === undefined) return undefined;
  const isGone = () => isSettled(response);
  const refusal = await awaitBackplane(state, admission, isGone);
  if (isGone()) {
    backplaneOf(state)?.slots.release(admission);
    return undefined;
  }
  if (refusal === undefined) return open(state, request, response, admission, answer);
  refuse(response, refusal, answer);
  return undefined;
}

/** @returns undefined when no client is to be admitted */
function begin(
  request: IncomingMessage,
  response: ServerResponse,
  admission: NativeAdmission,
  setHeaders: (() => void) | undefined,
): Answer | undefined {
  if (response.headersSent) throw headersSent();
  // Checked before the admission: the `close` of this response was emitted and does not come again.
  if (isGone(response)) return undefined;
  const answer: Answer = (status, headers) => {
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
  return answer;
}

function open(
  state: BroadcasterState,
  request: IncomingMessage,
  response: ServerResponse,
  admission: NativeAdmission,
  answer: Answer,
): string | undefined {
  const admitted = admit(state, admission, { response });
  if (admitted.refusal !== undefined) {
    refuse(response, admitted.refusal, answer);
    return undefined;
  }
  answer(200, streamHeaders);
  // Not `request.socket`: for HTTP/2 that is a guard object, and the hand-over looks at what it is.
  const socket = response.socket ?? request.socket;
  sendToResponse(state, admitted.client.key, { request, response, socket });
  return admitted.client.id;
}

function refuse(response: ServerResponse, { status, text }: Refusal, answer: Answer): void {
  answer(status, refusalHeaders(status));
  response.end(text);
}

/** The error for a response whose head the application has sent before the client was admitted. */
export function headersSent(): NativeError {
  return new NativeError(
    'ERR_SSECAST_HEADERS_SENT',
    'Expected a response whose head is not sent, but this one has sent it. Let the client in before ' +
      'anything is written to the response; headers can be set with setHeader() before.',
  );
}
