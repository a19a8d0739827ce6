import { once } from 'node:events';
import { connect } from 'node:net';
import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** A client that reads the wire itself: the head, the chunks if there are any, and the events in them. */
export interface EventClient {
  /** The status line and the headers, in lower case. */
  readonly head: string;
  readonly events: EventSourceMessage[];
  /** The body as it came, without the framing of chunks. */
  readonly body: string;
  /** Whether the response ended as HTTP says, with a last chunk. */
  readonly finished: boolean;
  /** Waits for the head. */
  opened(): Promise<string>;
  /** Waits for an event of that name, and takes it. */
  next(name: string): Promise<EventSourceMessage>;
  /** Waits for the end of the connection. */
  readonly ended: Promise<void>;
  close(): void;
}

export interface RequestOptions {
  path?: string;
  method?: string;
  version?: '1.0' | '1.1';
  headers?: Record<string, string>;
}

/** Opens a stream with a request written by hand: no client library decides what is sent. */
export function openEventClient(port: number, options: RequestOptions = {}): EventClient {
  const { path = '/', method = 'GET', version = '1.1', headers = {} } = options;
  const socket = connect(port, '127.0.0.1');
  const state = { head: '', body: '', finished: false, pending: '', taken: 0, how: 'by this side' };
  const events: EventSourceMessage[] = [];
  const waiting: (() => void)[] = [];
  // As a browser names what has no name.
  const parser = createParser({
    onEvent: (event) => events.push({ ...event, event: event.event ?? 'message' }),
  });
  const lines = Object.entries({ Host: 'localhost', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.write(`${method} ${path} HTTP/${version}\r\n${lines.join('')}\r\n`);
  // latin1 keeps one character a byte, so that the sizes of chunks can be counted.
  socket.setEncoding('latin1').on('data', (text: string) => {
    state.pending += text;
    readHead();
    if (state.head !== '') readBody();
    wake();
  });
  socket.on('close', wake);
  socket.on('end', () => {
    state.how = 'by the server';
  });
  socket.on('error', (error) => {
    state.how = String(error);
  });

  function wake(): void {
    for (const resolve of waiting.splice(0)) resolve();
  }

  function readHead(): void {
    const end = state.pending.indexOf('\r\n\r\n');
    if (state.head !== '' || end < 0) return;
    state.head = state.pending.slice(0, end + 4).toLowerCase();
    state.pending = state.pending.slice(end + 4);
  }

  function readBody(): void {
    if (!state.head.includes('transfer-encoding: chunked')) {
      feed(state.pending);
      state.pending = '';
      return;
    }
    for (;;) {
      const line = state.pending.indexOf('\r\n');
      const size = Number.parseInt(state.pending, 16);
      if (line < 0 || state.pending.length < line + 2 + size + 2) return;
      feed(state.pending.slice(line + 2, line + 2 + size));
      state.pending = state.pending.slice(line + 2 + size + 2);
      if (size === 0) state.finished = true;
    }
  }

  function feed(bytes: string): void {
    const text = Buffer.from(bytes, 'latin1').toString('utf8');
    state.body += text;
    parser.feed(text);
  }

  async function until<Found>(find: () => Found | undefined): Promise<Found> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (socket.destroyed) {
        const { how, head, body, pending } = state;
        throw new Error(`The connection ended (${how}): ${head}${body}${pending}`);
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }

  return {
    get head() {
      return state.head;
    },
    get body() {
      return state.body;
    },
    get finished() {
      return state.finished;
    },
    events,
    opened: () => until(() => state.head || undefined),
    next: (name) =>
      until(() => {
        const index = events.findIndex((event, at) => at >= state.taken && event.event === name);
        if (index < 0) return undefined;
        state.taken = index + 1;
        return events[index];
      }),
    ended: once(socket, 'close').then(() => undefined),
    close: () => socket.destroy(),
  };
}
