import { EventSource } from 'eventsource';
import { createConnection } from '../../../lib/client/index.js';
import { type EventServer, eventually } from './server.js';

/** An event as one of the readers tells it, its data parsed. */
export interface ReadEvent {
  event: string;
  data: unknown;
  id: string;
}

/** Somebody who reads the stream in his own way. */
export interface Reader {
  /** What came, without `connected`. */
  readonly events: ReadEvent[];
  close(): void;
}

type Open = (app: EventServer, names: readonly string[]) => Reader;

/** Our own reader of bytes, with eventsource-parser: what a standard parser makes of the wire. */
const openParser: Open = (app) => {
  const client = app.open();
  return {
    get events() {
      return client.events
        .filter(({ event }) => event !== 'connected')
        .map(({ event, data, id }) => ({
          event: event ?? 'message',
          data: JSON.parse(data),
          id: id ?? '',
        }));
    },
    close: client.close,
  };
};

/** The package eventsource, which stands for a browser's own. Hears the events of `names` alone. */
const openEventSource: Open = (app, names) => {
  const events: ReadEvent[] = [];
  const source = new EventSource(app.origin);
  for (const name of new Set(['message', 'open', 'error', ...names])) {
    source.addEventListener(name, ({ type, data, lastEventId }: MessageEvent) => {
      // Those of its own called open and error have no data; forged ones would.
      if (data !== undefined) events.push({ event: type, data: JSON.parse(data), id: lastEventId });
    });
  }
  return { events, close: () => source.close() };
};

/** The client of ssecast/client. */
const openConnection: Open = (app) => {
  const events: ReadEvent[] = [];
  const connection = createConnection({ url: `${app.origin}/` });
  connection.listen({
    onMessage: ({ event, data, id = '' }) => {
      if (event !== 'connected') events.push({ event, data, id });
    },
  });
  connection.connect();
  return { events, close: connection.disconnect };
};

const kinds: Record<string, Open> = {
  'eventsource-parser': openParser,
  eventsource: openEventSource,
  'ssecast/client': openConnection,
};

/**
 * One reader of each kind, all connected.
 * @param names of the events that a test sends or fears
 * @param connected how many clients the server has now
 */
export async function openReaders(
  app: EventServer,
  names: readonly string[],
  connected: () => number,
): Promise<Record<string, Reader>> {
  const before = connected();
  const readers = Object.entries(kinds).map(([kind, open]) => [kind, open(app, names)] as const);
  await eventually(() => connected() === before + readers.length);
  return Object.fromEntries(readers);
}
