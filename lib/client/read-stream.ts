import { createParser } from 'eventsource-parser';
import type { SSEEvent } from '../../types/events.js';
import { EventTooLargeError } from './failure.js';
import { toEvent } from './to-event.js';

/** Characters of one unfinished event; the server's own limit for an event is 16 MiB. */
const maxBufferSize = 32 * 1024 * 1024;

export interface StreamHandlers {
  /** Something came, be it a part of an event or a comment. */
  onActivity(): void;
  /** The id to resume from has moved on. An empty id forgets it. */
  onCursor(id: string): void;
  onRetry(milliseconds: number): void;
  /** The events that one chunk completed, at least one. */
  onEvents(events: SSEEvent[]): void;
}

/** Reads until the stream ends. Rejects when the connection breaks. */
export async function readStream(
  body: ReadableStream<Uint8Array>,
  handlers: StreamHandlers,
): Promise<void> {
  let completed: SSEEvent[] = [];
  let timestamp: number | undefined;
  let overflow = false;

  const parser = createParser({
    maxBufferSize,
    onEvent(message) {
      if (message.id !== undefined) handlers.onCursor(message.id);
      completed.push(toEvent(message, timestamp));
      timestamp = undefined;
    },
    onRetry: handlers.onRetry,
    onComment(comment) {
      const [word, value = ''] = comment.trim().split(' ');
      if (word === 'timestamp' && /^\d{1,15}$/.test(value)) timestamp = Number(value);
      // The parser does not report the id of a block without data, which is what a heartbeat is.
      else if (word === 'cursor' && value) handlers.onCursor(value);
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
      const events = completed;
      completed = [];
      handlers.onEvents(events);
    }
    if (overflow) {
      await reader.cancel();
      throw new EventTooLargeError(
        `Expected events of at most ${maxBufferSize} characters but received a longer one`,
      );
    }
  }
}
