import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ReadableStream, ReadableStreamDefaultController } from 'node:stream/web';
import { createClientBody, createSending, type Sending } from './bodies.cjs';
import type { NativeAdmitted } from './contract.cjs';
import { kNoContext, kNotSent, logFallback } from './fallback.cjs';
import { descriptorOf, tryHandOver, whyChanged } from './hand-over.cjs';
import { ResponseStream } from './response-stream.cjs';
import type { BroadcasterState, RequestContext, StreamReader } from './state.cjs';
import { attachStream, peerGone, pullBytes } from './stream-calls.cjs';

/**
 * The body of a response to `client`. The framework reads it when it has set the headers. Then either the
 * connection is handed over and the body ends empty (direct path), or each read brings a chunk (stream
 * path). Where the body is known to go unchanged to a Node response, its bytes are written there: the
 * way through the stream costs four promises a chunk.
 * @param sending of a stream that passes this one on unchanged; without it this one is the body
 */
export function createClientStream(
  state: BroadcasterState,
  client: NativeAdmitted,
  context: RequestContext | undefined,
  signal: AbortSignal | undefined,
  sending: Sending | undefined = context && createSending(context),
): ReadableStream<Uint8Array> {
  return createClientBody(new ClientStream(state, client, context, signal, sending), sending);
}

/** One object and no closures, listed nowhere before it is on the stream path: garbage once handed over. */
class ClientStream implements StreamReader {
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  private resume: (() => void) | undefined;
  private descriptor: number | undefined;
  private response: ServerResponse | undefined;
  private socket: Socket | undefined;
  /** Has the client's bytes instead of the body. */
  private writer: ResponseStream | undefined;
  private attached = false;
  private done = false;

  constructor(
    private readonly state: BroadcasterState,
    private readonly client: NativeAdmitted,
    private context: RequestContext | undefined,
    private readonly signal: AbortSignal | undefined,
    private readonly sending: Sending | undefined,
  ) {}

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.controller = controller;
    if (this.signal?.aborted) this.handleEvent();
    else this.signal?.addEventListener('abort', this);
  }

  pull(): Promise<void> | undefined {
    if (this.done || (!this.attached && !this.attach())) return undefined;
    return new Promise((resolve) => {
      this.resume = resolve;
      if (this.writer === undefined) this.request();
    });
  }

  /** The reader is gone: the framework noticed that the connection closed. */
  cancel(): void {
    // Cancelling has closed the stream, and its controller throws when it is closed again.
    this.controller = undefined;
    this.handleEvent();
  }

  /** `abort` of the request's signal. */
  handleEvent(): void {
    if (this.done) return;
    if (this.writer !== undefined) {
      this.writer.onGone();
      return;
    }
    this.onClosed();
    peerGone(this.state, this.client.key);
  }

  onBytes(chunk: Uint8Array, last: boolean): void {
    if (this.done) return;
    if (chunk.byteLength > 0) this.controller?.enqueue(chunk);
    if (last) this.onClosed();
    else if (chunk.byteLength > 0) this.settle();
    else this.request();
  }

  onClosed(): void {
    if (this.done) return;
    this.done = true;
    this.state.streams.delete(this.client.key);
    this.signal?.removeEventListener('abort', this);
    this.socket?.removeListener('close', this.onGone);
    this.controller?.close();
    this.controller = undefined;
    this.settle();
  }

  /** The connection is closed. A reader of the body may not notice that by itself. */
  private readonly onGone = (): void => this.handleEvent();

  /** @returns false when the stream has ended: the client was handed over, or is gone */
  private attach(): boolean {
    const socket = this.context?.socket;
    const reason = this.tryDirectPath();
    if (reason === undefined || !this.openStream(socket)) {
      this.onClosed();
      return false;
    }
    if (this.state.directPath) logFallback(this.state, reason);
    this.attached = true;
    return true;
  }

  /** @returns false when the client is gone */
  private openStream(socket: Socket | undefined): boolean {
    const { state, response, descriptor } = this;
    const { key } = this.client;
    if (socket?.destroyed) {
      peerGone(state, key);
      return false;
    }
    this.socket = socket?.once('close', this.onGone);
    if (response !== undefined) {
      this.writer = new ResponseStream(state, key, response, () => this.onClosed());
      return this.writer.open(descriptor);
    }
    if (!attachStream(state, key, descriptor)) return false;
    state.streams.set(key, this);
    return true;
  }

  private tryDirectPath(): string | undefined {
    const { context, state, client } = this;
    this.context = undefined;
    const isSent = this.sending?.settle();
    if (context?.response === undefined) return kNoContext;
    if (!isSent) return kNotSent;
    this.descriptor = descriptorOf(context);
    // The hand-over destroys the socket, which aborts the request although the client stays.
    this.signal?.removeEventListener('abort', this);
    const reason = tryHandOver(state, client.key, context);
    if (reason === undefined) return undefined;
    this.signal?.addEventListener('abort', this);
    context.response.flushHeaders();
    if (whyChanged(context.response) === undefined) this.response = context.response;
    return reason;
  }

  /** Asks for the next chunk. */
  private request(): void {
    if (!pullBytes(this.state, this.client.key)) this.onClosed();
  }

  private settle(): void {
    const resume = this.resume;
    this.resume = undefined;
    resume?.();
  }
}
