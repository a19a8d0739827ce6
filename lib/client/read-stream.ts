import { createParser } from 'eventsource-parser';
import type { SSEEvent } from '../../types/events.js';
import { EventTooLargeError } from './failure.js';
import { toEvent } from './to-event.js';

/** Characters of one unfinished event; the server's own limit for an event is 16 MiB. */
const maxBufferSize = 32 * 1024 * 1024;

/** An event, a new cursor, or both: whoever has taken it resumes after it. */
export interface Arrival {
  /** The id to resume from has moved on. An empty id forgets it. */
  cursor?: string;
  event?: SSEEvent;
}

export interface StreamHandlers {
  /** Something came, be it a part of an event or a comment. */
  onActivity(): void;
  onRetry(milliseconds: number): void;
  /** What one chunk completed, in its order; at least one. */
  onArrivals(arrivals: Arrival[]): void;
}

/** Reads until the stream ends. Rejects when the connection breaks. */
export async function readStream(
  body: ReadableStream<Uint8Array>,
  handlers: StreamHandlers,
): Promise<void> {
  let completed: Arrival[] = [];
  let timestamp: number | undefined;
  let overflow = false;

  const parser = createParser({
    maxBufferSize,
    onEvent(message) {
      completed.push({ cursor: message.id, event: toEvent(message, timestamp) });
      timestamp = undefined;
    },
    onRetry: handlers.onRetry,
    onComment(comment) {
      const [word, value = ''] = comment.trim().split(' ');
      if (word === 'timestamp' && /^\d{1,15}$/.test(value)) timestamp = Number(value);
      // The parser does not report the id of a block without data, which is what a heartbeat is.
      else if (word === 'cursor' && value) completed.push({ cursor: value });
    },
    onError(error) {
      overflow ||= error.type === 'max-buffer-size-exceeded';
    },
  });

  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    handlers.onActivity();
    parser.feed(decoder.decode(value, { stream: true }));
    if (completed.length > 0) {
      const arrivals = completed;
      completed = [];
      handlers.onArrivals(arrivals);
    }
    if (overflow) {
      await reader.cancel();
      throw new EventTooLargeError(
        `Expected events of at most ${maxBufferSize} characters but received a longer one`,
      );
    }
  }
}
