import type { ServerResponse } from 'node:http';
import { logFallback } from './fallback.cjs';
import { descriptorOf, tryHandOver } from './hand-over.cjs';
import type { BroadcasterState, RequestContext, StreamReader } from './state.cjs';
import { attachStream, peerGone, pullBytes } from './stream-calls.cjs';

/**
 * Sends a client's events through a Node response whose headers are set and not sent: by the direct path
 * where possible, otherwise by writing its bytes as fast as the response accepts them.
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
    // Writes nothing, because the socket is destroyed: it marks the response complete for frameworks.
    response.end();
    return;
  }
  const stream = new ResponseStream(state, clientKey, response, () => response.end());
  if (stream.open(descriptor) && state.directPath) {
    logFallback(state, reason);
  }
}

/** Writes a client's bytes to a response, as fast as it accepts them. */
export class ResponseStream implements StreamReader {
  private done = false;

  constructor(
    private readonly state: BroadcasterState,
    private readonly clientKey: number,
    private readonly response: ServerResponse,
    /** Ends the response after the last bytes. */
    private readonly onEnd: () => void,
  ) {}

  /** @returns false when the client is gone already */
  open(descriptor: number | undefined): boolean {
    if (this.response.destroyed) {
      // Its `close` was emitted already.
      peerGone(this.state, this.clientKey);
      return false;
    }
    if (!attachStream(this.state, this.clientKey, descriptor)) {
      this.onClosed();
      return false;
    }
    this.state.streams.set(this.clientKey, this);
    this.response.on('close', () => this.onGone());
    // Without a listener an error would end the process. After an error nothing can be written.
    this.response.on('error', () => this.onGone());
    this.response.on('drain', () => this.request());
    this.response.flushHeaders();
    this.request();
    return true;
  }

  onBytes(chunk: Uint8Array, last: boolean): boolean {
    if (this.done) return false;
    // The application may end the response while bytes wait in it; its `close` comes after them.
    if (this.response.writableEnded || this.response.destroyed) {
      this.onGone();
      return false;
    }
    const writable = chunk.byteLength === 0 || this.write(chunk);
    if (last) this.onClosed();
    // Writing may have ended it.
    return writable && !this.done;
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
    // Compressing middleware adds it, and holds bytes back without it.
    (response as { flush?: () => void }).flush?.();
    return writable;
  }

  /** The application has ended the response, or the connection is closed. */
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
