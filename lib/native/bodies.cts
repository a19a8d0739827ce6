import type { ReadableStream, UnderlyingSource } from 'node:stream/web';
import type { Sending } from './client-body.cjs';
import type { RequestContext } from './state.cjs';

export type { Sending } from './client-body.cjs';

/** Loaded with the first client, because its class extends a web stream: Node loads those slowly. */
const load = () => require('./client-body.cjs') as typeof import('./client-body.cjs');

/** Watches whether a response sends the body of a client unchanged. */
export function createSending(context: RequestContext): Sending {
  const { Sending } = load();
  return new Sending(context);
}

/** The body of a response to a client. */
export function createClientBody(
  source: UnderlyingSource<Uint8Array>,
  sending: Sending | undefined,
): ReadableStream<Uint8Array> {
  const { ClientBody } = load();
  return new ClientBody(source, sending);
}
