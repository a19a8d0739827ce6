import { type Broadcaster, createBroadcaster } from 'ssecast';
import type { EventClient } from '../support/event-client.js';
import { openReaders, type Reader } from '../support/readers.js';
import { closeAll, type EventServer, eventually, serveEvents, silent } from '../support/server.js';

interface Sent {
  event: string;
  data: unknown;
  id?: string | number;
  retry?: number;
  key?: string;
}

/** What must arrive, to the letter: whole, as data, under the name and the id that were given. */
const delivered: [what: string, sent: Sent][] = [
  ['LF and an empty line in data', { event: 'row', data: 'a\nb\n\nc' }],
  ['CR in data', { event: 'row', data: 'x\revent: pwn\rdata: y' }],
  ['a whole block in data', { event: 'row', data: 'x\r\n\r\nid: 9\nevent: pwn\ndata: y\n\n' }],
  ['a leading space in data', { event: 'row', data: ' a' }],
  ['nothing but line breaks in data', { event: 'row', data: '\n\r\n\r' }],
  ['NUL in data', { event: 'row', data: 'a\0b' }],
  ['a byte order mark in data', { event: 'row', data: '\uFEFFa' }],
  ['half of a pair of surrogates in data', { event: 'row', data: 'a\uD800b' }],
  ['other separators of lines in data', { event: 'row', data: '\u2028\u2029\u0085\v\f' }],
  ['line breaks in the keys of data', { event: 'row', data: { 'a\n\nevent: pwn\r': '\rid: 1' } }],
  ['the number 0 as id', { event: 'row', data: 1, id: 0 }],
  ['an id with a colon and spaces', { event: 'row', data: 1, id: 'a: b c' }],
  ['an id beyond ASCII', { event: 'row', data: 1, id: 'ä☃' }],
  ['an event with a colon', { event: 'data: pwn', data: 1 }],
  ['an event that begins with a space', { event: ' row', data: 1 }],
  ['the event message', { event: 'message', data: 1 }],
  ['a key with line breaks, which never leaves', { event: 'row', data: 1, key: 'a\n\nevent: pwn' }],
];

/** What must throw, with that code, and reach nobody. */
const refused: [what: string, sent: Sent, code: string][] = [
  ['LF in event', { event: 'a\ndata: injected', data: 1 }, 'INVALID_EVENT'],
  ['CR in event', { event: 'a\rdata: injected', data: 1 }, 'INVALID_EVENT'],
  ['an empty line in event', { event: 'a\n\nevent: pwn', data: 1 }, 'INVALID_EVENT'],
  ['NUL in event', { event: 'a\0b', data: 1 }, 'INVALID_EVENT'],
  ['an empty event', { event: '', data: 1 }, 'INVALID_EVENT'],
  ["the browser's own event error", { event: 'error', data: 1 }, 'INVALID_EVENT'],
  ["the browser's own event open", { event: 'open', data: 1 }, 'INVALID_EVENT'],
  ['the own event connected', { event: 'connected', data: 1 }, 'INVALID_EVENT'],
  ['the own event gap', { event: 'gap', data: { from: null, to: '1-0' } }, 'INVALID_EVENT'],
  ['LF in id', { event: 'row', data: 1, id: '1\nevent: pwn' }, 'INVALID_ID'],
  ['CR in id', { event: 'row', data: 1, id: '1\revent: pwn' }, 'INVALID_ID'],
  ['an empty line in id', { event: 'row', data: 1, id: '1\r\n\r\nevent: pwn' }, 'INVALID_ID'],
  ['NUL in id', { event: 'row', data: 1, id: '1\0' }, 'INVALID_ID'],
  ['text as retry', { event: 'row', data: 1, retry: '1\nevent: pwn' as never }, 'INVALID_RETRY'],
  ['a retry with a sign', { event: 'row', data: 1, retry: -1 }, 'INVALID_RETRY'],
];

const names = [
  ...['pwn', 'injected', 'a', 'row', 'marker', 'gap'],
  ...delivered.map(([, { event }]) => event),
];

describe.each(['direct', 'stream'] as const)('injection on the %s path', (path) => {
  let live: Broadcaster;
  let app: EventServer;
  let raw: EventClient;
  let readers: Record<string, Reader>;

  beforeAll(async () => {
    const name = `injection-${path}`;
    live = createBroadcaster({ name, directPath: path === 'direct', logger: silent });
    app = await serveEvents((request, response) => void live.accept(request, response));
    raw = app.open();
    await raw.next('connected');
    readers = await openReaders(app, names, () => live.stats().clients.total);
    expect(live.stats().clients[path]).toBe(4);
  });

  afterAll(async () => {
    for (const reader of Object.values(readers)) reader.close();
    await closeAll(live, app);
  });

  /** Everything that came by `send` and a marker after it: the bytes, and the events of each reader. */
  async function sendAll(send: () => void) {
    const began = raw.body.length;
    const counts = Object.values(readers).map(({ events }) => events.length);
    send();
    const { id: marker } = live.publish('all', { event: 'marker', data: null });
    const heard = () => Object.values(readers).map(({ events }, at) => events.slice(counts[at]));
    const isMarker = ({ id }: { id: string }) => id === marker;
    await eventually(() => heard().every((events) => events.some(isMarker)));
    await eventually(() => raw.events.some(({ id }) => id === marker));
    const end = `id: ${marker}\nevent: marker\ndata: null\n\n`;
    const bytes = raw.body.slice(began);
    expect(bytes.slice(-end.length)).toBe(end);
    return {
      bytes: bytes.slice(0, -end.length),
      events: Object.fromEntries(
        Object.keys(readers).map((kind, at) => [kind, heard()[at]?.slice(0, -1)]),
      ),
    };
  }

  it.each(delivered)('delivers %s', async (_what, sent) => {
    let id = '';
    const { bytes, events } = await sendAll(() => {
      id = live.publish('all', sent as never).id;
    });
    const { event, data } = sent;
    expect(bytes).toBe(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    const expected = [{ event, data, id: sent.id === undefined ? id : String(sent.id) }];
    expect(events).toEqual(
      Object.fromEntries(Object.keys(readers).map((kind) => [kind, expected])),
    );
  });

  it.each(refused)('refuses %s', async (_what, sent, code) => {
    const { published, deliveries } = live.stats();
    const { bytes, events } = await sendAll(() => {
      expect(() => live.publish('all', sent as never)).toThrow(
        expect.objectContaining({ code: `ERR_SSECAST_${code}` }),
      );
      expect(live.stats()).toMatchObject({ published, deliveries });
    });
    expect(bytes).toBe('');
    expect(events).toEqual(Object.fromEntries(Object.keys(readers).map((kind) => [kind, []])));
  });

  it('writes half of a pair of surrogates in a name as U+FFFD', async () => {
    const { events } = await sendAll(() => {
      live.publish('all', { event: 'message', data: 1, id: 'a\uD800' });
    });
    for (const heard of Object.values(events)) {
      expect(heard).toEqual([{ event: 'message', data: 1, id: 'a\uFFFD' }]);
    }
  });

  it('replays the same as it was sent', async () => {
    const { id } = live.publish('all', { event: 'marker', data: 'replay from here' });
    const sent = delivered.map(([, event]) => live.publish('all', event as never).id);
    const again = app.open({ headers: { 'Last-Event-ID': id } });
    await eventually(() => again.events.length === sent.length + 1);
    expect(again.events.slice(1).map(({ event, data }) => [event, JSON.parse(data)])).toEqual(
      delivered.map(([, { event, data }]) => [event, data]),
    );
    expect(again.events.slice(1).map((event) => event.id)).toEqual(sent);
    again.close();
  });
});
