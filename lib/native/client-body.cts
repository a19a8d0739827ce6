import {
  ReadableStream,
  type StreamPipeOptions,
  type UnderlyingSource,
  WritableStream,
} from 'node:stream/web';
import { pipeReading } from './pipe-reading.cjs';
import { record } from './record.cjs';
import type { RequestContext } from './state.cjs';

/**
 * Whether a response sends the body of a client unchanged. Headers do not show that: an application may
 * send the headers of ssecast with a body that it has filtered.
 *
 * Next.js listens for the `finish` of the Node response and pipes the body of the web response to it in
 * one run of code, without awaiting in between. So a call of `pipeTo` of this object in that run means
 * that the body is sent. An application that reads, iterates, tees, clones or transforms the body does
 * not call its `pipeTo`; an application that calls it does so in another run.
 */
export class Sending {
  private run: RequestContext | undefined;
  private sent = false;

  constructor(private readonly context: RequestContext) {
    context.response.on('newListener', this.onListener);
  }

  /** `pipeTo` of the body was called. */
  onPipe(): void {
    // A task from before has the context with which it was created.
    if (this.run === undefined || record.requests.getStore() !== this.run) return;
    if (!pipeReading.isWithinCall || !isCalledByStream()) this.sent = true;
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
    // Marks the current run; the microtask is the first code after it.
    this.run = Object.create(context) as RequestContext;
    record.requests.enterWith(this.run);
    queueMicrotask(() => {
      this.run = undefined;
    });
  };
}

/**
 * An application whose own stream pipes this body on when it is read may do so in the run of the
 * framework, where Node reads within `pipeTo`. The caller is a stream then. To find out costs as much as
 * several other parts of a connection.
 */
function isCalledByStream(): boolean {
  const { stackTraceLimit, prepareStackTrace } = Error;
  try {
    Error.stackTraceLimit = 64;
    // As places: to write them down as text would cost more than the rest of a connection.
    Error.prepareStackTrace = (_, places) => places.map((place) => place.getFileName());
    const files: unknown = new Error().stack;
    // A text where something else writes stacks down: not known is the slower path, which is right.
    if (!Array.isArray(files)) return true;
    return files.some((file) => String(file).startsWith('node:internal/webstreams'));
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    Error.prepareStackTrace = prepareStackTrace;
  }
}

/** The body of a response to a client. */
export class ClientBody extends ReadableStream<Uint8Array> {
  readonly #sending: Sending | undefined;

  constructor(source: UnderlyingSource<Uint8Array>, sending: Sending | undefined) {
    // Nothing is read ahead, so the first pull means that the response is sent.
    super(source, { highWaterMark: 0 });
    this.#sending = sending;
  }

  override pipeTo(
    destination: WritableStream<Uint8Array>,
    options?: StreamPipeOptions,
  ): Promise<void> {
    // A body that cannot be piped is not sent. Next's pipe ends with the response, by a signal.
    const canPipe = !this.locked && destination instanceof WritableStream && !destination.locked;
    if (canPipe && options?.signal?.aborted === false) this.#sending?.onPipe();
    return super.pipeTo(destination, options);
  }
}
