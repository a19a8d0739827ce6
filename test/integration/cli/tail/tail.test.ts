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

describe('ssecast tail on a server of ssecast', () => {
  let live: Broadcaster;
  let app: EventServer;

  beforeAll(async () => {
    live = createBroadcaster({ name: 'cli-tail', logger: silent, history: { count: 3 } });
    app = await serveEvents(
      createSSEHandler({
        broadcaster: live,
        authorize: ({ headers }) =>
          headers.authorization === 'Bearer right' ? { userId: 'ann' } : undefined,
        channels: (channel) => channel !== 'secret',
      }),
    );
  });
  afterAll(() => closeAll(live, app));

  /** A process whose stream is open. */
  async function open(...args: string[]) {
    const cli = startCli(['tail', `${app.origin}/`, ...args], { SSECAST_TOKEN: 'right' });
    // It may have ended already: what it missed can be all that it waits for.
    await cli.says('stderr', 'connected as client ');
    return cli;
  }

  it('prints events as lines, with what would steer a terminal made visible', async () => {
    const cli = await open('--count', '2');
    live.publish('all', { event: 'message', data: { text: 'a\u001b[31mb\u202e\u0090' } });
    live.publish('all', { event: 'plain', data: 'two\nlines', timestamp: 0 });
    expect(await cli.ended).toBe(0);
    const [first, second] = cli.out().split('\n');
    expect(first).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} message \{"text":"a\\u001b\[31mb\\u\{202e\}\\x90"\}$/,
    );
    expect(second).toBe('00:00:00.000 plain two\\nlines');
    expect(cli.errors()).toContain('connected as client ');
  });

  it('prints lines of JSON that say the same', async () => {
    const cli = await open('--json', '-n', '1');
    const data = { text: 'a\u001b[31mb\u202e\u0090', big: 'x'.repeat(10_000) };
    const { id } = await live.publish('all', { event: 'message', data });
    expect(await cli.ended).toBe(0);
    expect(cli.out()).not.toMatch(/[\p{Cc}\p{Cf}](?!$)/u);
    expect(JSON.parse(cli.out())).toEqual({
      id,
      event: 'message',
      data,
      timestamp: expect.any(Number),
    });
  });

  it('prints what its filters let through', async () => {
    const cli = await open('-e', 'a', '-e', 'b', '--grep', 'needle', '-n', '2', '--json');
    for (const [event, data] of [
      ['a', 'hay'],
      ['c', 'needle'],
      ['a', 'a needle'],
      ['b', { in: ['needle'] }],
    ] as const) {
      live.publish('all', { event, data });
    }
    expect(await cli.ended).toBe(0);
    const printed = cli
      .out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).data);
    expect(printed).toEqual(['a needle', { in: ['needle'] }]);
  });

  it('reads the channels that it asks for', async () => {
    const cli = await open('--channel', 'room:5', '-n', '1');
    live.publish({ channel: 'room:6' }, { event: 'other', data: 1 });
    live.publish({ channel: 'room:5' }, { event: 'mine', data: 1, tellChannel: true });
    expect(await cli.ended).toBe(0);
    expect(cli.out()).toMatch(/^\S+ mine \[room:5\] 1\n$/);
  });

  it('ends with 3 when the server refuses one of the channels', async () => {
    const { code, out, errors } = await runCli(
      ['tail', `${app.origin}/`, '--channel', 'room:5', '--channel', 'secret', '--for', '20'],
      { SSECAST_TOKEN: 'right' },
    );
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(errors).toMatch(
      /^ssecast: The server refused the channel "secret" \(403\).*--token.*\n$/,
    );
    await eventually(() => live.stats().clients.total === 0);
  });

  it('bounds the data of an event', async () => {
    const cli = await open('-n', '1');
    live.publish('all', { event: 'big', data: 'x'.repeat(3_000_000) });
    expect(await cli.ended).toBe(0);
    expect(cli.out().length).toBeLessThan(3_000);
    expect(cli.out()).toContain('(2998000 more characters)');
    const whole = await open('-n', '1', '--full');
    live.publish('all', { event: 'big', data: 'x'.repeat(3_000_000) });
    expect(await whole.ended).toBe(0);
    expect(whole.out()).toContain('x'.repeat(3_000_000));
  });

  it('begins after an event, and says what it missed', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 6; i += 1)
      ids.push((await live.publish('all', { event: 'n', data: i })).id);
    const resumed = await open('--last-event-id', ids[4] as string, '-n', '1');
    expect(await resumed.ended).toBe(0);
    expect(resumed.out()).toMatch(/ n 5\n$/);
    expect(resumed.errors()).toContain('resumed, 1 missed events follow');
    const late = await open('--last-event-id', ids[0] as string, '--json', '-n', '1');
    expect(await late.ended).toBe(0);
    expect(late.errors()).toContain(`gap: the events after ${ids[0]} up to ${ids[5]} are lost`);
    expect(JSON.parse(late.out())).toMatchObject({
      event: 'gap',
      data: { from: ids[0], to: ids[5] },
    });
  });

  it('ends quietly when nobody reads its output any more', async () => {
    const cli = await open('--json');
    live.publish('all', { event: 'n', data: 1 });
    await cli.says('stdout', '"n"');
    cli.child.stdout.destroy();
    const timer = setInterval(() => live.publish('all', { event: 'n', data: 2 }), 20);
    expect(await cli.ended).toBe(0);
    clearInterval(timer);
    expect(cli.errors()).not.toContain('rror');
  });

  it('ends in good order with Ctrl+C and after a time', async () => {
    const cli = await open();
    await cli.says('stderr', 'connected');
    cli.child.kill('SIGINT');
    expect(await cli.ended).toBe(130);
    // On a loaded machine the time may be over before it has connected.
    const timed = await runCli(['tail', `${app.origin}/`, '--for', '0.5'], {
      SSECAST_TOKEN: 'right',
    });
    expect(timed.code).toBe(0);
    await eventually(() => live.stats().clients.total === 0);
  });

  it('says what the server asks for when it refuses', async () => {
    const refused = await runCli(['tail', `${app.origin}/`, '--token', 'wrong']);
    expect(refused).toMatchObject({ code: 3, out: '' });
    expect(refused.errors).toContain('(401). Send it with --token');
  });
});

describe('ssecast tail on any server', () => {
  let app: EventServer;
  let answer: (request: IncomingMessage, response: ServerResponse, number: number) => void;
  let requests: IncomingMessage[];

  beforeEach(async () => {
    requests = [];
    app = await serveEvents((request, response) => {
      requests.push(request);
      answer(request, response, requests.length);
    });
  });
  afterEach(() => app.close());

  const begin = (response: ServerResponse) =>
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });

  it('reconnects and resumes, with its headers', async () => {
    answer = (_, response, number) => {
      if (number === 2) {
        response.writeHead(503, { 'Retry-After': '1' }).end();
        return;
      }
      begin(response).write(`retry: 10\nid: id-${number}\ndata: ${number}\n\n`);
      if (number === 1) setTimeout(() => response.destroy(), 20);
    };
    const { code, out, errors } = await runCli([
      'tail',
      `${app.origin}/`,
      '-n',
      '2',
      '--json',
      '-H',
      'X-Mine: yes',
      '--token',
      'secret',
    ]);
    expect(code).toBe(0);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).data),
    ).toEqual([1, 3]);
    expect(errors).toContain('The connection was lost; reconnecting in ');
    expect(errors).toContain('received 503; reconnecting in ');
    expect(requests.map(({ headers }) => headers['last-event-id'])).toEqual([
      undefined,
      'id-1',
      'id-1',
    ]);
    expect(requests[2]?.headers).toMatchObject({ 'x-mine': 'yes', authorization: 'Bearer secret' });
  });

  it('shows heartbeats of any kind', async () => {
    answer = (_, response) => begin(response).write(': are you\u001b[2J there\n\ndata: 1\n\n');
    const { code, errors, out } = await runCli([
      'tail',
      `${app.origin}/`,
      '-n',
      '1',
      '--heartbeats',
    ]);
    expect(code).toBe(0);
    expect(errors).toContain('heartbeat are you\\x1b[2J there');
    expect(out).toMatch(/ message 1\n$/);
  });

  it('reconnects not at all where it is told so', async () => {
    answer = (_, response) => begin(response).end('data: 1\n\n');
    const { code, out, errors } = await runCli(['tail', `${app.origin}/`, '--no-reconnect']);
    expect(code).toBe(3);
    expect(out).toMatch(/ message 1\n$/);
    expect(errors).toContain('ssecast: The server ended the stream.');
    expect(requests).toHaveLength(1);
  });

  it('ends when the server wants no connection', async () => {
    answer = (_, response) => response.writeHead(204).end();
    expect(await runCli(['tail', `${app.origin}/`])).toMatchObject({ code: 0, out: '' });
  });

  it.each([
    [
      '404',
      '/events',
      404,
      'text/plain',
      /received 404\. Is \/events the right path\? .* \/api\/sse\./,
    ],
    ['404 at the usual path', '/api/sse', 404, 'text/plain', /right server\? .*ssecast doctor/],
    ['a page', '/', 200, 'text/html', /received text\/html\. Is \/ the right path\? .*--header/],
    ['400', '/', 400, 'text/plain', /received 400/],
  ])('ends with 3 at once when %s answers', async (_, place, status, type, says) => {
    answer = (_request, response) => response.writeHead(status, { 'Content-Type': type }).end('no');
    const { code, out, errors } = await runCli(['tail', app.origin + place, '--for', '20']);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(errors).toMatch(says);
    expect(errors).not.toContain('reconnecting');
    expect(requests).toHaveLength(1);
  });

  it('tries again where a stream was open, or the answer is a matter of time', async () => {
    const answers = [429, 200, 404, 200];
    answer = (_, response, number) => {
      const status = answers[number - 1] ?? 500;
      if (status !== 200) response.writeHead(status, { 'Retry-After': '0' }).end();
      else if (number === 2) begin(response).end('retry: 10\n\n');
      else begin(response).write('data: 1\n\n');
    };
    const { code, errors } = await runCli(['tail', `${app.origin}/`, '-n', '1']);
    expect(code).toBe(0);
    expect(errors).toContain('received 404; reconnecting in ');
    expect(requests).toHaveLength(4);
  });

  it('prints nothing of a server that could steer the terminal', async () => {
    answer = (_, response, number) => {
      if (number === 2) {
        response.writeHead(200, { 'Content-Type': 'text/\u009b2Jhtml' }).end();
        return;
      }
      if (number === 1) {
        begin(response).end('retry: 10\n\n');
        return;
      }
      begin(response).write(
        'event: connected\nid: \u001b]0;x\u0007\ndata: {"clientId":"\\u001b[2J","heartbeatInterval":1e9}\n\n' +
          'event: gap\ndata: {"from":"\\u001b[2J","to":"\\u009b"}\n\n' +
          'event: \u001bc\nid: \u001bc\ndata: \u001bc\n\n',
      );
    };
    const { code, out, errors } = await runCli(['tail', `${app.origin}/`, '-n', '1']);
    expect(code).toBe(0);
    expect(`${out}${errors}`.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(out).toMatch(/ \\x1bc \\x1bc\n$/);
  });

  it('says that nobody answers, and why', async () => {
    await app.close();
    const { code, errors } = await runCli(['tail', `${app.origin}/`, '--no-reconnect']);
    expect(code).toBe(3);
    expect(errors).toContain('The server cannot be reached. (ECONNREFUSED)');
    app = await serveEvents(() => undefined);
  });

  it.each([
    ['no address', ['tail', 'localhost']],
    ['a file', ['tail', 'file:///etc/passwd']],
    ['a header without a name', ['tail', 'http://localhost', '-H', 'nothing']],
    ['no number', ['tail', 'http://localhost', '-n', '0']],
    ['an id that no header can carry', ['tail', 'http://localhost', '--last-event-id', 'a\nb']],
  ])('refuses %s with exit code 2', async (_, args) => {
    const { code, errors } = await runCli(args);
    expect(code).toBe(2);
    expect(errors).toMatch(/Expected|expected/);
  });
});
