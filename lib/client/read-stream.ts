import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { SSEEvent } from '../../types/events.js';
import { EventTooLargeError } from './failure.js';
import { type Remarks, toEvent } from './to-event.js';
import { untilAborted } from './until-aborted.js';

/** Characters of one unfinished event; the server's own limit for an event is 16 MiB. */
const maxBufferSize = 32 * 1024 * 1024;

/** An event, a new cursor, or both: whoever has taken it resumes after it. */
export interface Arrival {
  /** The id to resume from has moved on. An empty id forgets it. */
  cursor?: string;
  event?: SSEEvent;
  /** In the place of an event whose version this page does not understand. */
  outdated?: Outdated;
}

/** An event that only a newer release of the page understands. */
export interface Outdated {
  /** Its name. */
  event: string;
  /** The version of its data. */
  version: number;
}

export interface ReadOptions {
  /** Ends it: the promise is rejected with the signal's reason. */
  signal: AbortSignal;
  /** Of the events that the page understands; undefined: any. */
  version?: number;
}

const isVersion = /^[1-9]\d{0,8}$/;

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
  { signal, version }: ReadOptions,
): Promise<void> {
  let completed: Arrival[] = [];
  let remarks: Remarks = {};
  /** Of the event's data, for older pages: the newest that this page understands. */
  let older: { version: number; data: string } | undefined;
  let overflow = false;

  const parser = createParser({
    maxBufferSize,
    onEvent(message) {
      completed.push({ cursor: message.id, ...understood(message) });
      remarks = {};
      older = undefined;
    },
    onRetry: handlers.onRetry,
    onComment(comment) {
      const [, word, value = ''] = /^\s*(\S+) ?(.*?)\s*$/s.exec(comment) ?? [];
      if (word === 'timestamp' && /^\d{1,15}$/.test(value)) remarks.timestamp = Number(value);
      else if (word === 'version' && isVersion.test(value)) remarks.version = Number(value);
      else if (word === 'older') keepOlder(value);
      // As it is: a name may begin or end with a space.
      else if (word === 'channel') remarks.channel = comment.replace(/^ ?channel /, '');
      // The parser does not report the id of a block without data, which is what a heartbeat is.
      else if (word === 'cursor' && value) completed.push({ cursor: value });
    },
    onError(error) {
      overflow ||= error.type === 'max-buffer-size-exceeded';
    },
  });

  function keepOlder(text: string): void {
    const [, digits, data] = /^(\d{1,9}) (.*)$/s.exec(text) ?? [];
    const offered = Number(digits);
    if (data === undefined || version === undefined) return;
    if (offered <= version && offered > (older?.version ?? 0)) older = { version: offered, data };
  }

  function understood(message: EventSourceMessage): Pick<Arrival, 'event' | 'outdated'> {
    const isNewer = version !== undefined && (remarks.version ?? 0) > version;
    if (!isNewer) return { event: toEvent(message, remarks) };
    if (older) {
      return {
        event: toEvent({ ...message, data: older.data }, { ...remarks, version: older.version }),
      };
    }
    return { outdated: { event: toEvent(message, remarks).event, version: remarks.version ?? 0 } };
  }

  const decoder = new TextDecoder();
  const reader = body.getReader();
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  for (;;) {
    const { done, value } = await untilAborted(reader.read(), signal);
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
