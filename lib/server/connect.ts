import { type BroadcasterState, currentRequest, type NativeAdmission } from 'ssecast/native';
import type { Admittance } from '../types/options.js';
import { awaitBackplane } from './await-backplane.js';
import { cursorOf } from './cursor.js';
import { toAdmission } from './identity.js';
import { isGone as isResponseGone } from './node-response.js';
import { openClient } from './open-client.js';
import { type Refusal, refusalHeaders, streamHeaders } from './response-headers.js';

/** The identity of a client, and its request. */
export interface ConnectOptions extends Admittance {
  /**
   * The request of the client: it has the cursor, and its signal ends with the client. Without it, both
   * come from the Node request, where ssecast knows it (`register` of ssecast/next/instrumentation).
   */
  request?: Request | undefined;
  /** More headers for the response, like those of CORS. */
  headers?: Readonly<Record<string, string>> | undefined;
}

/** Opens a client and answers with its stream, or 429 or 503. See `Broadcaster.connect`. */
export function connectClient(
  state: BroadcasterState,
  options: ConnectOptions,
): Response | Promise<Response> {
  const { request, headers, ...identity } = options;
  return connectAdmission(state, toAdmission(identity), request, headers);
}

/** `connectClient` for an identity that is checked already. A promise, where it waits for a backplane. */
export function connectAdmission(
  state: BroadcasterState,
  admission: NativeAdmission,
  request: Request | undefined,
  headers: Readonly<Record<string, string>> | undefined,
): Response | Promise<Response> {
  const context = currentRequest();
  if ((request?.method ?? context?.request.method) === 'HEAD') {
    return new Response(null, { headers: { ...headers, ...streamHeaders } });
  }
  admission.lastEventId = cursorOf(
    request === undefined
      ? context?.request.headers['last-event-id']
      : request.headers.get('last-event-id'),
    request?.url ?? context?.request.url,
  );
  const open = () => {
    const opened = openClient(state, admission, context, request?.signal);
    if (opened.refusal !== undefined) return refusalResponse(opened.refusal, headers);
    return new Response(opened.body, { headers: { ...headers, ...streamHeaders } });
  };
  if (state.backplane === undefined) return open();
  const isGone = () =>
    request?.signal.aborted || (context !== undefined && isResponseGone(context.response));
  return awaitBackplane(state, admission, isGone).then((refusal) =>
    refusal === undefined ? open() : refusalResponse(refusal, headers),
  );
}

/** The answer in place of a stream. */
export function refusalResponse(
  { status, text }: Refusal,
  headers?: Readonly<Record<string, string>>,
): Response {
  return new Response(text, { status, headers: { ...headers, ...refusalHeaders(status) } });
}
