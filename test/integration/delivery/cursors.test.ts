import { type Broadcaster, createBroadcaster } from 'ssecast';
import type { EventClient, RequestOptions } from '../support/event-client.js';
import { closeAll, type EventServer, serveEvents, silent } from '../support/server.js';

/** Milliseconds for an answer, also on a busy machine; the history is full. */
const kFast = 1_000;

const inHeader = (cursor: string): RequestOptions => ({ headers: { 'Last-Event-ID': cursor } });
const inQuery = (cursor: string): RequestOptions => ({
  path: `/?lastEventId=${encodeURIComponent(cursor)}`,
});

/** What no history can serve. The second is what the event `gap` tells of it: null for what is no id. */
const unknown: [what: string, cursor: string, from: string | null][] = [
  ['a word', 'nonsense', null],
  ['a number', '5', null],
  ['a dash', '-', null],
  ['half an id', '1700000000000-', null],
  ['a negative id', '-1-0', null],
  ['a negative sequence', '1--1', null],
  ['a sign', '+1-0', null],
  ['a fraction', '1.5-0', null],
  ['hexadecimal digits', '0x10-0', null],
  ['three parts', '1-0-0', null],
  ['digits beyond ASCII', '١-٠', null],
  ['20 digits that overflow', '99999999999999999999-0', null],
  ['a sequence that overflows', '1-99999999999999999999', null],
  ['the first id', '0-0', '0-0'],
  ['an id of long ago', '1-0', '1-0'],
  ['an id from the future', '9999999999999-0', '9999999999999-0'],
  [
    'the largest id',
    '18446744073709551615-18446744073709551615',
    '18446744073709551615-18446744073709551615',
  ],
  ['1 kB', 'x'.repeat(1_024), null],
  ['12 kB of digits', '9'.repeat(12_000), null],
  ['a path', '../../etc/passwd', null],
  ['a wildcard', '*', null],
];

/** Those that a header cannot carry. */
const inAQueryOnly: [what: string, cursor: string][] = [
  ['NUL', '\0'],
  ['an id and NUL', '1-0\0'],
  ['LF and a field', '1-0\nevent: pwn'],
  ['a whole block', '1-0\r\n\r\nevent: pwn\ndata: 1\n\n'],
  ['15 kB', 'x'.repeat(15_000)],
];

/** Requests that Node lets through, written by hand. */
const targets: [what: string, target: string, gap: boolean][] = [
  ['an escape that is none', '/?lastEventId=%', true],
  ['bytes that are no UTF-8', '/?lastEventId=%FF%FE', true],
  ['an empty parameter', '/?lastEventId=', false],
  ['the parameter twice', '/?lastEventId=a&lastEventId=b', true],
  ['two slashes before it', '//?lastEventId=a', true],
  ['a slash and a backslash before it', '/\\?lastEventId=a', true],
  ['an absolute address', 'http://elsewhere/?lastEventId=a', true],
  ['an address that is none', 'http://[/?lastEventId=a', true],
  ['an asterisk', '*?lastEventId=a', true],
  ['a parameter that ends like it', '/?xlastEventId=a', false],
  ['the word in a value', '/?x=lastEventId=', false],
];

describe.each(['direct', 'stream'] as const)('cursors on the %s path', (path) => {
  let live: Broadcaster;
  let app: EventServer;

  beforeAll(async () => {
    live = createBroadcaster({
      name: `cursors-${path}`,
      directPath: path === 'direct',
      history: { count: 10_000 },
      logger: silent,
    });
    app = await serveEvents((request, response) => {
      try {
        live.accept(request, response);
      } catch (error) {
        // Would end the process of an app that does not catch it.
        response.writeHead(500).end(String(error));
      }
    });
    // More than it keeps: nothing before them can be served.
    for (let number = 0; number < 11_000; number++) {
      live.publish('all', { event: 'old', data: number });
    }
  });

  afterAll(() => closeAll(live, app));

  /** Opens a stream, and reads until an event that is published then: whatever came before is history. */
  async function open(
    options: RequestOptions,
  ): Promise<{ client: EventClient; connected: unknown }> {
    const began = performance.now();
    const client = app.open(options);
    expect(await client.opened()).toMatch(/^http\/1.1 200 /);
    const connected = JSON.parse((await client.next('connected')).data);
    expect(performance.now() - began).toBeLessThan(kFast);
    live.publish({ client: connected.clientId }, { event: 'live', data: 1 });
    await client.next('live');
    client.close();
    return { client, connected };
  }

  async function expectFirst(options: RequestOptions, from: string | null): Promise<void> {
    const { client, connected } = await open(options);
    expect(connected).toMatchObject({ resumed: false, replayed: 0, gap: true });
    expect(client.events.map(({ event }) => event)).toEqual(['connected', 'gap', 'live']);
    const gap = JSON.parse(client.events[1]?.data ?? '');
    expect(gap).toEqual({ from, to: client.events[0]?.id });
    // The cursor is told as JSON or not at all: three blocks, and no line that it could have made.
    expect(client.body.trimEnd().split('\n\n')).toHaveLength(3);
    expect(client.body).not.toContain('\0');
  }

  it.each(unknown)('%s in the header is a first connection', (_what, cursor, from) =>
    expectFirst(inHeader(cursor), from),
  );

  it.each(unknown)('%s in the query is a first connection', (_what, cursor, from) =>
    expectFirst(inQuery(cursor), from),
  );

  it.each(inAQueryOnly)('%s in the query is a first connection', (_what, cursor) =>
    expectFirst(inQuery(cursor), null),
  );

  it.each(targets)('answers a request with %s', async (_what, target, gap) => {
    const { client, connected } = await open({ path: target });
    expect(connected).toMatchObject({ resumed: false, replayed: 0, gap });
    expect(client.events).toHaveLength(gap ? 3 : 2);
  });

  it('takes an empty header for none', async () => {
    const { connected } = await open(inHeader(''));
    expect(connected).toMatchObject({ resumed: false, replayed: 0, gap: false });
  });

  it('takes the parameter when the header is empty', async () => {
    const { connected } = await open({ ...inHeader(''), ...inQuery('nonsense') });
    expect(connected).toMatchObject({ gap: true });
  });

  it("leaves a header beyond Node's own limit to Node, and serves the others", async () => {
    const client = app.open(inHeader('9'.repeat(1_000_000)));
    // Node may reset the connection before its answer was read.
    await client.ended.catch(() => undefined);
    expect(client.head).toMatch(/^(http\/1.1 431 .*)?$/s);
    await open({});
  });

  it('has forgotten nobody, and admitted each once', async () => {
    const { refused, connections } = live.stats();
    const asked = 2 * unknown.length + inAQueryOnly.length + targets.length + 3;
    expect({ refused, connections }).toEqual({ refused: 0, connections: asked });
  });
});
