import type { ServerResponse } from 'node:http';
import { tellFallback } from './fallback.cjs';
import { descriptorOf, tryHandOver } from './hand-over.cjs';
import type { BroadcasterState, RequestContext, StreamReader } from './state.cjs';
import { attachStream, peerGone, pullBytes } from './stream-calls.cjs';

/**
 * Gives a Node response, whose headers are set and not sent, to a client: by the direct path where
 * that is possible, else by writing its bytes as they come and as fast as the response takes them.
 */
export function sendToResponse(
  state: BroadcasterState,
  clientKey: number,
  context: RequestContext,
): void {
  const { response } = context;
  const descriptor = descriptorOf(context);
  const reason = tryHandOver(state, clientKey, context);
  if (reason === undefined) {
    // Writes nothing, for the socket is destroyed: it tells frameworks that the response is complete.
    response.end();
    return;
  }
  const stream = new ResponseStream(state, clientKey, response, () => response.end());
  if (stream.open(descriptor) && state.directPath) {
    tellFallback(state, reason);
  }
}

/** Feeds a response with a client's bytes as they come, and as fast as it takes them. */
export class ResponseStream implements StreamReader {
  private done = false;

  constructor(
    private readonly state: BroadcasterState,
    private readonly clientKey: number,
    private readonly response: ServerResponse,
    /** Nothing more will come: ends the response. */
    private readonly onEnd: () => void,
  ) {}

  /** @returns false when the client is gone already */
  open(descriptor: number | undefined): boolean {
    if (this.response.destroyed) {
      // Its `close` has been emitted and will not be again.
      peerGone(this.state, this.clientKey);
      return false;
    }
    if (!attachStream(this.state, this.clientKey, descriptor)) {
      this.onClosed();
      return false;
    }
    this.state.streams.set(this.clientKey, this);
    this.response.on('close', () => this.onGone());
    // Without a listener an error ends the process; what it says is that nothing more can be written.
    this.response.on('error', () => this.onGone());
    this.response.on('drain', () => this.request());
    this.response.flushHeaders();
    this.request();
    return true;
  }

  onBytes(chunk: Uint8Array, last: boolean): void {
    if (this.done) return;
    // The app may end the response while bytes wait in it: its `close` comes only when they are out.
    if (this.response.writableEnded || this.response.destroyed) {
      this.onGone();
      return;
    }
    const writable = chunk.byteLength === 0 || this.write(chunk);
    if (last) this.onClosed();
    else if (writable) this.request();
  }

  onClosed(): void {
    if (this.done) return;
    this.done = true;
    this.state.streams.delete(this.clientKey);
    this.onEnd();
  }

  private write(chunk: Uint8Array): boolean {
    const { response } = this;
    const writable = response.write(chunk);
    // Compressing middleware adds it, and keeps what it is not told to let go.
    (response as { flush?: () => void }).flush?.();
    return writable;
  }

  /** Whoever sends the response has given it up, or its peer is gone. */
  onGone(): void {
    if (this.done) return;
    this.onClosed();
    peerGone(this.state, this.clientKey);
  }

  /** Asks for the next chunk. */
  private request(): void {
    if (!this.done && !pullBytes(this.state, this.clientKey)) this.onClosed();
  }
}
