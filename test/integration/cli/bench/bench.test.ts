import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Broadcaster, createBroadcaster } from 'ssecast';
import { createSSEHandler } from 'ssecast/node';
import {
  closeAll,
  type EventServer,
  eventually,
  serveEvents,
  silent,
} from '../../support/server.js';
import { runCli, startCli } from '../support/cli-process.js';

describe('ssecast bench on a server of ssecast', () => {
  let live: Broadcaster;
  let app: EventServer;
  const users: string[] = [];

  beforeAll(async () => {
    live = createBroadcaster({ name: 'cli-bench', logger: silent, maxConnections: 20 });
    app = await serveEvents(
      createSSEHandler({
        broadcaster: live,
        authorize({ headers }) {
          users.push(String(headers['x-user']));
          return headers.authorization === 'Bearer right' ? { userId: 'ann' } : undefined;
        },
        channels: () => true,
      }),
    );
  });
  afterAll(() => closeAll(live, app));

  function start(...args: string[]) {
    return startCli(['bench', `${app.origin}/`, '--duration', '1.5', ...args], {
      SSECAST_TOKEN: 'right',
    });
  }

  it('measures and compares what its clients receive', async () => {
    const cli = start(
      '--clients',
      '20',
      '--json',
      '--channel',
      'room:1',
      '-H',
      'X-User: u{client}',
    );
    await cli.says('stderr', '20 open, measuring for 1.5 s');
    for (let i = 0; i < 5; i += 1) live.publish({ channel: 'room:1' }, { event: 'n', data: i });
    live.publish('all', { event: 'own', data: 'id', id: 'own-id' });
    expect(await cli.ended).toBe(0);
    expect(cli.errors()).not.toContain('\u001b');
    const result = JSON.parse(cli.out());
    expect(result).toMatchObject({
      clients: 20,
      interrupted: false,
      connections: { begun: 20, open: 20, waiting: 0, refused: {}, failed: {} },
      events: 120,
      ids: 6,
      latency: { count: 100, resolution: 1 },
      spread: { count: 114 },
      opening: { count: 20 },
      lost: 0,
      duplicated: 0,
      reordered: 0,
      gaps: 0,
      unchecked: 0,
      withoutId: 0,
      remarks: [],
    });
    const { p50, p99, p999, max, histogram } = result.latency;
    expect([p50, p99, p999, max]).toEqual([p50, p99, p999, max].toSorted((a, b) => a - b));
    expect(histogram.reduce((sum: number, bar: { count: number }) => sum + bar.count, 0)).toBe(100);
    expect(new Set(users)).toEqual(new Set(Array.from({ length: 20 }, (_, i) => `u${i}`)));
    await eventually(() => live.stats().clients.total === 0);
  });

  it('counts clients that are refused, and ends with 1', async () => {
    const cli = start('--clients', '25', '--duration', '0.1');
    expect(await cli.ended).toBe(1);
    expect(cli.out()).toContain('20 of 25 clients are open');
    expect(cli.out()).toContain('5 answered 503');
    expect(cli.out()).toContain('No event came: publish events while bench runs.');
    await eventually(() => live.stats().clients.total === 0);
  });

  it('ends with 3 when no client gets a stream', async () => {
    const cli = start('--clients', '5', '--token', 'wrong');
    expect(await cli.ended).toBe(3);
    expect(cli.out()).toContain('0 of 5 clients are open');
    expect(cli.out()).toContain('5 answered 401');
  });

  it('reports what it has when Ctrl+C ends it', async () => {
    const cli = start('--clients', '5', '--duration', '600', '--json');
    await cli.says('stderr', 'measuring');
    cli.child.kill('SIGINT');
    expect(await cli.ended).toBe(130);
    expect(JSON.parse(cli.out())).toMatchObject({ interrupted: true, connections: { open: 5 } });
    await eventually(() => live.stats().clients.total === 0);
  });
});

describe('ssecast bench on any server', () => {
  let app: EventServer;
  let answer: (request: IncomingMessage, response: ServerResponse, number: number) => void;

  beforeEach(async () => {
    let number = 0;
    app = await serveEvents((request, response) => {
      answer(request, response, number);
      number += 1;
    });
  });
  afterEach(() => app.close());

  const begin = (response: ServerResponse) =>
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  const run = (...args: string[]) =>
    runCli(['bench', `${app.origin}/events`, '--duration', '0.3', ...args]);

  it('finds what a client lacks, has twice and has in another order', async () => {
    const orders = ['1 2 3', '1 3', '1 2 2 3', '1 3 2'];
    answer = (_, response, number) => {
      const ids = (orders[number] as string).split(' ');
      begin(response).write('id: 1763712000000-100000\nevent: connected\ndata: {}\n\n');
      for (const id of ids) response.write(`id: 1763712000000-10000${id}\ndata: x\n\n`);
    };
    const { code, out } = await run('--clients', '4');
    expect(code).toBe(1);
    expect(out).toContain('lost 1, duplicated 1, out of order 1, gaps 0');
  });

  it('says what it cannot measure', async () => {
    answer = (_, response) => {
      begin(response);
      // Until the clients are measured.
      const timer = setInterval(() => response.write('data: x\n\nid: a\ndata: y\n\n'), 20);
      response.on('close', () => clearInterval(timer));
    };
    const { out } = await run('--clients', '1');
    expect(out).toContain('events have no id');
    expect(out).toContain('The ids have no time of this connection');
    expect(out).not.toContain('Latency');
  });

  it('survives answers that are no streams, and says what they are', async () => {
    const answers = [
      (response: ServerResponse) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(),
      (response: ServerResponse) => response.socket?.end('garbage\r\n\r\n'),
      (response: ServerResponse) => response.socket?.resetAndDestroy(),
      (response: ServerResponse) => begin(response).write('x'.repeat(100_000)),
      (response: ServerResponse) => begin(response).end('data: x\n\n'),
      (response: ServerResponse) => response.writeHead(302, { Location: '/' }).end(),
    ];
    answer = (_, response, number) => answers[number]?.(response);
    const { code, out } = await run('--clients', '6', '--ramp', '50');
    expect(code).toBe(1);
    for (const line of [
      '1 answered 302',
      '1 answered 200, but no text/event-stream',
      '1 could not connect (',
      '1 ended by the server in good order',
      '1 no event stream over HTTP/1.1',
      '1 with an event of more than 64 KiB',
    ]) {
      expect(out).toContain(line);
    }
  });

  it('says what to do about https and a server that is not there', async () => {
    const secure = await runCli(['bench', 'https://localhost/events']);
    expect(secure.code).toBe(2);
    expect(secure.errors).toContain(
      'Expected an address with http: but received https://localhost',
    );
    await app.close();
    const absent = await run();
    expect(absent.code).toBe(3);
    expect(absent.errors).toContain('cannot be reached (ECONNREFUSED)');
    app = await serveEvents(() => undefined);
  });

  it('sends no line that was smuggled into a header', async () => {
    const { code, errors } = await run('--token', 'a\r\nX-Evil: 1');
    expect(code).toBe(2);
    expect(errors).toContain('Expected headers, a token and an id that a request can carry');
  });
});
