import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ReadableStream } from 'node:stream/web';
import { type Broadcaster, createBroadcaster } from 'ssecast';
import { type Authorized, createSSEHandler } from 'ssecast/node';
import type { EventClient } from '../support/event-client.js';
import { closeAll, type EventServer, eventually, serveEvents } from '../support/server.js';

const connectedOf = async (client: EventClient) =>
  JSON.parse((await client.next('connected')).data) as { clientId: string } & object;

describe.each(['direct', 'stream'] as const)('createSSEHandler on the %s path', (path) => {
  const logger = { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };
  let live: Broadcaster;
  let app: EventServer;
  let authorize: (
    request: IncomingMessage,
    response: ServerResponse,
  ) => Authorized | ServerResponse | Promise<Authorized | ServerResponse>;

  beforeAll(async () => {
    live = createBroadcaster({ name: `handler-${path}`, directPath: path === 'direct', logger });
    const handler = createSSEHandler({
      authorize: (request, response) => authorize(request, response),
      channels: (channel, { userId }) => channel === `workspace:${userId}`,
      sessions: async (session) => session === 's1',
      cors: { origins: ['https://app.example.com'], credentials: true },
      broadcaster: live,
    });
    app = await serveEvents(handler);
  });

  beforeEach(() => {
    logger.error.mockClear();
    authorize = (request) => {
      const userId = request.headers['x-user'];
      return typeof userId === 'string' ? { userId } : undefined;
    };
  });

  afterEach(async () => {
    live.disconnect('all');
    await eventually(() => live.stats().clients.total === 0);
  });

  afterAll(() => closeAll(live, app));

  const ann = { 'X-User': 'ann' };
  const post = (body: unknown, headers: Record<string, string> = ann) =>
    fetch(app.origin, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...headers },
    });

  it('opens the stream of who is let in, on that path', async () => {
    const client = app.open({ headers: ann });
    const { clientId } = await connectedOf(client);
    expect(client.head).toMatch(/^http\/1.1 200 ok\r\n/);
    expect(client.head).toContain('content-type: text/event-stream\r\n');
    expect(client.head).toContain('vary: origin, sec-fetch-site\r\n');
    expect(live.client(clientId)).toMatchObject({ path, userId: 'ann', channels: ['user:ann'] });
    expect(live.stats().clients).toMatchObject({ total: 1, [path]: 1 });
    live.publish({ user: 'ann' }, { event: 'a', data: 1 });
    expect((await client.next('a')).data).toBe('1');
  });

  it('goes on from the cursor', async () => {
    const first = live.publish({ user: 'ann' }, { event: 'a', data: 1 });
    live.publish({ user: 'ann' }, { event: 'a', data: 2 });
    for (const options of [
      { headers: { ...ann, 'Last-Event-ID': first.id } },
      { headers: ann, path: `/?lastEventId=${first.id}` },
    ]) {
      const client = app.open(options);
      expect(await connectedOf(client)).toMatchObject({ resumed: true, replayed: 1, gap: false });
      expect((await client.next('a')).data).toBe('2');
    }
  });

  it('lets a client have the channels that it asks for and may read, at once and by POST', async () => {
    const client = app.open({ headers: ann, path: '/?channel=workspace:ann&channel=user:ann' });
    const { clientId } = await connectedOf(client);
    expect(live.client(clientId)?.channels).toEqual(['user:ann', 'workspace:ann']);
    const answer = await post({ clientId, join: ['session:s1'], leave: ['workspace:ann'] });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('vary')).toBe('Origin, Sec-Fetch-Site');
    expect(await answer.json()).toEqual({
      joined: ['session:s1'],
      left: ['workspace:ann'],
      cursor: expect.stringMatching(/^\d+-\d+$/),
    });
    expect(live.client(clientId)?.channels).toEqual(['user:ann', 'session:s1']);
    live.publish({ session: 's1' }, { event: 'a', data: 1 });
    expect((await client.next('a')).data).toBe('1');
  });

  it.each([
    ['workspace:bob', 403],
    ['session:s2', 403],
    ['user:bob', 403],
    ['%00', 400],
  ])('refuses the channel %s', async (channel, status) => {
    const answer = await fetch(`${app.origin}/?channel=${channel}`, { headers: ann });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(((await answer.json()) as { error: string }).error).toMatch(/channel/);
    expect(live.stats().clients.total).toBe(0);
  });

  it.each<[string, unknown, Record<string, string>, number, string]>([
    ['no JSON', '{', ann, 400, 'Expected JSON in the body'],
    ['no body', '', ann, 400, 'received an empty body'],
    ['a list', [], ann, 400, '{ clientId, join, leave }'],
    ['an unknown client', { clientId: 'x' }, ann, 404, 'Connect again'],
    ['nobody', { clientId: 'x' }, {}, 401, 'Not authorized'],
    ['too much', `{"a":"${'x'.repeat(70_000)}"}`, ann, 413, 'at most 65536 bytes'],
  ])('changes nothing for %s', async (_name, body, headers, status, sentence) => {
    const answer = await post(body, headers);
    expect(answer.status).toBe(status);
    expect(((await answer.json()) as { error: string }).error).toContain(sentence);
  });

  it('reads no more of a body without a length than it may have, and still answers', async () => {
    const chunks = (function* () {
      for (let index = 0; index < 100; index++) yield Buffer.alloc(1_000, ' ');
    })();
    const answer = await fetch(app.origin, {
      method: 'POST',
      headers: ann,
      body: ReadableStream.from(chunks) as unknown as BodyInit,
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).toBe(413);
  });

  it("changes nobody else's client", async () => {
    const { clientId } = await connectedOf(app.open({ headers: ann }));
    const answer = await post({ clientId, join: ['workspace:bob'] }, { 'X-User': 'bob' });
    expect(answer.status).toBe(404);
    expect(live.client(clientId)?.channels).toEqual(['user:ann']);
  });

  it('answers 401 to nobody and 405 to other methods', async () => {
    const nobody = await fetch(app.origin);
    expect(nobody.status).toBe(401);
    expect(await nobody.json()).toEqual({ error: 'Not authorized to use this event stream' });
    const other = await fetch(app.origin, { method: 'DELETE', headers: ann });
    expect(other.status).toBe(405);
    expect(other.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
    expect(((await other.json()) as { error: string }).error).toContain('received DELETE');
  });

  it('answers HEAD with the headers of a stream, and opens none', async () => {
    const answer = await fetch(app.origin, { method: 'HEAD', headers: ann });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(live.stats().clients.total).toBe(0);
    expect((await fetch(app.origin, { method: 'HEAD' })).status).toBe(401);
  });

  it('tells other origins what they may', async () => {
    const origin = 'https://app.example.com';
    const site = { 'Sec-Fetch-Site': 'cross-site' };
    const preflight = await fetch(app.origin, { method: 'OPTIONS', headers: { Origin: origin } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST');
    const client = app.open({ headers: { ...ann, ...site, Origin: origin } });
    await connectedOf(client);
    expect(client.head).toContain(`access-control-allow-origin: ${origin}\r\n`);
    expect(client.head).toContain('access-control-allow-credentials: true\r\n');
    const foreign = await fetch(app.origin, {
      headers: { ...ann, ...site, Origin: 'https://evil.example' },
    });
    expect(foreign.status).toBe(403);
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('sends the response that authorize gives, besides the headers that are set', async () => {
    authorize = (_request, response) => {
      response.setHeader('Set-Cookie', 'a=1');
      response.setHeader('Vary', 'Cookie');
      const headers = new Headers({ 'X-Own': 'yes' });
      headers.append('Set-Cookie', 'b=2');
      headers.append('Set-Cookie', 'c=3');
      return new Response('no tea here', { status: 418, headers });
    };
    const answer = await fetch(app.origin);
    expect(answer.status).toBe(418);
    expect(await answer.text()).toBe('no tea here');
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2', 'c=3']);
    expect(answer.headers.get('x-own')).toBe('yes');
    expect(answer.headers.get('vary')).toBe('Cookie, Origin, Sec-Fetch-Site');
  });

  it.each([
    ['the response', (response: ServerResponse) => response],
    ['nothing', () => undefined],
  ])('adds nothing to what authorize answers itself, giving back %s', async (_name, give) => {
    authorize = (_request, response) => give(response.writeHead(302, { Location: '/login' }).end());
    const answer = await fetch(app.origin, { redirect: 'manual' });
    expect(answer.status).toBe(302);
    expect(logger.error).not.toHaveBeenCalled();
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('database away');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('database away');
      },
    ],
    ['gives a wrong identity', () => ({ userId: 7 }) as never],
    ['gives false', () => false as never],
    ['gives true', () => true as never],
    ['gives an empty string', () => '' as never],
    ['gives a list', () => [] as never],
    ['gives a channel that cannot be', () => ({ channels: [''] })],
  ])(
    'answers 500 and logs when authorize %s',
    async (_name, fail: () => Authorized | Promise<Authorized>) => {
      authorize = fail;
      const answer = await fetch(app.origin);
      expect(answer.status).toBe(500);
      expect(await answer.json()).toEqual({ error: 'The server could not answer this request' });
      expect(logger.error).toHaveBeenCalledTimes(1);
      expect(live.stats().clients.total).toBe(0);
    },
  );

  it('waits for what authorize answers later, when it gives back the response', async () => {
    authorize = (_request, response) => {
      setTimeout(() => response.writeHead(418).end('late'), 20);
      return response;
    };
    const answer = await fetch(app.origin);
    expect([answer.status, await answer.text()]).toEqual([418, 'late']);
  });

  it('breaks off an answer that authorize has begun and then lets the client in', async () => {
    authorize = (_request, response) => {
      response.flushHeaders();
      return { userId: 'ann' };
    };
    const answer = await fetch(app.origin);
    await expect(answer.text()).rejects.toThrow();
    expect(logger.error.mock.calls[0]?.[1]).toHaveProperty('code', 'ERR_SSECAST_HEADERS_SENT');
  });

  it('admits nobody who has gone while authorize thought about it', async () => {
    let asked = false;
    authorize = async (_request, response) => {
      asked = true;
      await once(response, 'close');
      return { userId: 'ann' };
    };
    const gone = jest.fn();
    const off = live.onDisconnect(gone);
    const client = app.open();
    await eventually(() => asked);
    client.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    off();
    expect(gone).not.toHaveBeenCalled();
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('survives requests that break off in the middle of their body', async () => {
    const client = app.open({
      method: 'POST',
      headers: { ...ann, 'Content-Length': '100', 'Content-Type': 'application/json' },
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    client.close();
    await connectedOf(app.open({ headers: ann }));
    expect(logger.error).not.toHaveBeenCalled();
  });
});

it('answers 503 for a broadcaster that is closed, and has no clients to change', async () => {
  const live = createBroadcaster({ name: 'handler-closed' });
  const handler = createSSEHandler({ authorize: () => ({ userId: 'ann' }), broadcaster: live });
  const app = await serveEvents(handler);
  live.close();
  const answer = await fetch(app.origin);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  const change = await fetch(app.origin, { method: 'POST', body: '{"clientId":"x"}' });
  expect(change.status).toBe(404);
  await closeAll(live, app);
});
