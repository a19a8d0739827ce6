import {
  type BroadcasterState,
  ClientReader,
  type ClientSink,
  createClientStream,
  type NativeAdmission,
  type RequestContext,
  type Sending,
} from 'ssecast/native';
import { admit } from './admit.js';
import type { Refusal } from './response-headers.js';

/** A client with the body of its response, which has `streamHeaders`; or why it was refused. */
export type Opened =
  | { clientId: string; body: BodyInit; refusal?: undefined }
  | { refusal: Refusal };

/**
 * Admits a client for a web response.
 * @param context the Node request under the web request, where it is known
 * @param signal of the request, aborted when the client goes away
 * @param sending of another body that passes this one on unchanged
 * @throws what `admit` throws
 */
export function openClient(
  state: BroadcasterState,
  admission: NativeAdmission,
  context: RequestContext | undefined,
  signal?: AbortSignal,
  sending?: Sending,
): Opened {
  const admitted = admit(state, admission, context);
  if (admitted.refusal !== undefined) return admitted;
  const { client } = admitted;
  const body = createClientStream(state, client, context, signal, sending);
  // Node's type of a web stream is not the one of lib.dom, though the object is the same.
  return { clientId: client.id, body: body as unknown as BodyInit };
}

/**
 * Admits a client whose bytes go to JavaScript.
 * @returns the client, which does not read yet; or why it was refused
 * @throws what `admit` throws
 */
export function openReader(
  state: BroadcasterState,
  admission: NativeAdmission,
  sink: ClientSink,
): { clientId: string; reader: ClientReader; refusal?: undefined } | { refusal: Refusal } {
  const admitted = admit(state, admission);
  if (admitted.refusal !== undefined) return admitted;
  const { id, key } = admitted.client;
  return { clientId: id, reader: new ClientReader(state, key, sink) };
}
