import {
  ReadableStream,
  type StreamPipeOptions,
  type UnderlyingSource,
  WritableStream,
} from 'node:stream/web';
import { record } from './record.cjs';
import type { RequestContext } from './state.cjs';

/**
 * Whether a client's body is what its response sends, as it is. Headers cannot tell: an app may send
 * ours with a body that it makes out of ours, without the events that a reader must not see.
 *
 * Next.js listens for the `finish` of the Node response and pipes the body of the web response to it in
 * one run of code, without waiting in between. So `pipeTo` of this very object in that very run means
 * that it is sent. An app that reads, iterates, tees, clones or pipes the body through something calls
 * no `pipeTo` of it; an app that does call it, does so in a run of its own, however late that is.
 */
export class Sending {
  private run: RequestContext | undefined;
  private sent = false;

  constructor(private readonly context: RequestContext) {
    context.response.on('newListener', this.onListener);
  }

  /** `pipeTo` of the body was called. */
  onPipe(): void {
    // An earlier task of this moment has the context that it was made with.
    if (this.run === undefined || record.requests.getStore() !== this.run) return;
    if (!isCalledByStream()) this.sent = true;
  }

  /** The answer, when the body is read for the first time. */
  settle(): boolean {
    this.context.response?.removeListener('newListener', this.onListener);
    return this.sent;
  }

  private readonly onListener = (event: string | symbol): void => {
    const { context } = this;
    if (event !== 'finish' || this.run !== undefined) return;
    if (record.requests.getStore()?.response !== context.response) return;
    // Marks what runs on from here; the microtask is the first that runs after it.
    this.run = Object.create(context) as RequestContext;
    record.requests.enterWith(this.run);
    queueMicrotask(() => {
      this.run = undefined;
    });
  };
}

/**
 * Newer versions of Node read a stream within the call of its `pipeTo`, so that an app that pipes our body
 * on when its own stream is read does so in the run of the framework. Then the calls above are a stream's.
 */
function isCalledByStream(): boolean {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 64;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = limit;
  return stack.includes('node:internal/webstreams');
}

/** The body of a response to a client. */
export class ClientBody extends ReadableStream<Uint8Array> {
  readonly #sending: Sending | undefined;

  constructor(source: UnderlyingSource<Uint8Array>, sending: Sending | undefined) {
    // Nothing is read ahead: the first pull has to mean that the response is being sent.
    super(source, { highWaterMark: 0 });
    this.#sending = sending;
  }

  override pipeTo(
    destination: WritableStream<Uint8Array>,
    options?: StreamPipeOptions,
  ): Promise<void> {
    // What cannot be piped is not sent. Next's pipe ends with the response, by a signal.
    const canPipe = !this.locked && destination instanceof WritableStream && !destination.locked;
    if (canPipe && options?.signal?.aborted === false) this.#sending?.onPipe();
    return super.pipeTo(destination, options);
  }
}
