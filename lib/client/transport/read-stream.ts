import { type Arrival, arrivalOf } from './arrivals.js';
import { FailureError } from './failures.js';
import { createParser } from './parser.js';
import { untilAborted } from './until-aborted.js';

/** Characters of one unfinished event; the server's own limit for an event is 16 MiB. */
const maxBufferSize = 32 * 1024 * 1024;

export interface ReadOptions {
  /** Ends it: the promise is rejected with the signal's reason. */
  signal: AbortSignal;
  /** Of the events that the page understands; undefined: any. */
  version?: number | undefined;
}

export interface StreamHandlers {
  /** Bytes came, perhaps a part of an event or a comment. */
  onActivity(): void;
  onRetry(milliseconds: number): void;
  /** What one chunk completed, in its order; at least one. */
  onArrivals(arrivals: Arrival[]): void;
}

/**
 * Reads until the stream ends. Rejects when the connection breaks.
 * @throws FailureError for an event that is too large
 */
export async function readStream(
  body: ReadableStream<Uint8Array>,
  { onActivity, onRetry, onArrivals }: StreamHandlers,
  { signal, version }: ReadOptions,
): Promise<void> {
  let completed: Arrival[] = [];
  const parse = createParser({
    onRetry,
    onBlock(block) {
      const arrival = arrivalOf(block, version);
      if (arrival) completed.push(arrival);
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  for (;;) {
    const { done, value } = await untilAborted(reader.read(), signal);
    // What came just before the end of the reading comes again.
    signal.throwIfAborted();
    if (done) return;
    onActivity();
    const unfinished = parse(decoder.decode(value, { stream: true }));
    if (completed.length > 0) {
      const arrivals = completed;
      completed = [];
      onArrivals(arrivals);
    }
    if (unfinished > maxBufferSize) {
      cancel();
      throw new FailureError({
        code: 'ERR_SSECAST_EVENT_TOO_LARGE',
        message: `Expected events of at most ${maxBufferSize} characters but received a longer one`,
      });
    }
  }
}
