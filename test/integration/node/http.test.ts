import type { RequestListener } from 'node:http';
import { type Broadcaster, type ClientInfo, createBroadcaster } from 'ssecast';
import type { EventClient } from '../support/event-client.js';
import { closeAll, type EventServer, eventually, serveEvents, silent } from '../support/server.js';

const clientIdOf = async (client: EventClient) =>
  JSON.parse((await client.next('connected')).data).clientId as string;

describe.each(['direct', 'stream'] as const)('plain http on the %s path', (path) => {
  let live: Broadcaster;
  let app: EventServer;
  let listener: RequestListener;
  const gone: { client: ClientInfo; reason: string }[] = [];
  // By id: those whom an earlier test has left are told of in their own time.
  const goneOf = (id: string) => gone.filter(({ client }) => client.id === id);

  beforeAll(async () => {
    live = createBroadcaster({
      name: `http-${path}`,
      directPath: path === 'direct',
      logger: silent,
      heartbeatInterval: 0,
    });
    live.onDisconnect((client, reason) => {
      gone.push({ client, reason });
    });
    app = await serveEvents((request, response) => listener(request, response));
  });

  beforeEach(() => {
    listener = (request, response) => void live.accept(request, response, { userId: 'ann' });
  });

  afterEach(async () => {
    live.disconnect('all');
    await eventually(() => live.stats().clients.total === 0);
  });

  afterAll(async () => {
    await closeAll(live, app);
  });

  it.each<['1.0' | '1.1', Record<string, string>, boolean]>([
    ['1.1', {}, true],
    ['1.1', { 'Accept-Encoding': 'gzip, br' }, true],
    ['1.1', { Connection: 'close' }, true],
    ['1.0', {}, false],
    ['1.0', { 'Accept-Encoding': 'gzip' }, false],
  ])('streams over HTTP/%s with %p', async (version, headers, chunked) => {
    const client = app.open({ version, headers });
    const clientId = await clientIdOf(client);
    expect(client.head).toMatch(/^http\/1.1 200 ok\r\n/);
    expect(client.head).toContain('content-type: text/event-stream\r\n');
    expect(client.head).toContain('cache-control: no-cache, no-transform\r\n');
    expect(client.head).toContain('x-accel-buffering: no\r\n');
    expect(client.head).not.toContain('content-encoding');
    expect(client.head.includes('transfer-encoding: chunked')).toBe(chunked);
    expect(live.client(clientId)).toMatchObject({ path, userId: 'ann' });
    const sent = [];
    for (let number = 0; number < 20; number++) {
      sent.push(
        live.publish({ user: 'ann' }, { event: 'count', data: { number, text: 'é\n☃' } }).id,
      );
      if (number % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    for (let number = 0; number < 20; number++) {
      const event = await client.next('count');
      expect(event.id).toBe(sent[number]);
      expect(JSON.parse(event.data)).toEqual({ number, text: 'é\n☃' });
    }
    client.close();
  });

  it('ends a disconnected client after what was sent before, as HTTP says', async () => {
    const client = app.open();
    const clientId = await clientIdOf(client);
    live.publish('all', { event: 'last', data: 1 });
    await client.next('last');
    expect(live.disconnect({ user: 'ann' })).toBe(1);
    await eventually(() => client.finished);
    await eventually(() => goneOf(clientId).length > 0);
    expect(goneOf(clientId)).toMatchObject([{ client: { userId: 'ann', path }, reason: 'server' }]);
  });

  it('notices once that a client has gone', async () => {
    const client = app.open();
    const clientId = await clientIdOf(client);
    client.close();
    await eventually(() => goneOf(clientId).length > 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(goneOf(clientId)).toMatchObject([{ reason: 'client' }]);
    expect(live.client(clientId)).toBeUndefined();
    expect(live.publish({ user: 'ann' }, { event: 'a', data: 1 }).clients).toBe(0);
  });

  it('survives clients that go away at any moment, and forgets each of them once', async () => {
    const accepted: string[] = [];
    listener = (request, response) => {
      const id = live.accept(request, response);
      if (id !== undefined) accepted.push(id);
    };
    for (let index = 0; index < 60; index++) {
      const client = app.open();
      setTimeout(() => client.close(), index % 12);
      if (index % 4 === 0) live.publish('all', { event: 'a', data: 'x'.repeat(5_000) });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await eventually(() => accepted.every((id) => goneOf(id).length > 0));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(accepted.every((id) => goneOf(id).length === 1)).toBe(true);
    expect(live.stats().clients.total).toBe(0);
  });

  it('resumes after the cursor, the header before the parameter', async () => {
    const first = live.publish({ user: 'ann' }, { event: 'a', data: 1 });
    const second = live.publish({ user: 'ann' }, { event: 'a', data: 2 });
    live.publish({ user: 'bob' }, { event: 'a', data: 'secret' });
    for (const [options, expected] of [
      [{ headers: { 'Last-Event-ID': first.id } }, [2]],
      [{ path: `/?lastEventId=${first.id}` }, [2]],
      [{ path: `/?lastEventId=${first.id}`, headers: { 'Last-Event-ID': second.id } }, []],
    ] as const) {
      const client = app.open(options);
      const connected = JSON.parse((await client.next('connected')).data);
      expect(connected).toMatchObject({ resumed: true, replayed: expected.length, gap: false });
      live.publish({ client: connected.clientId }, { event: 'end', data: 0 });
      await client.next('end');
      const replayed = client.events.filter(({ event }) => event === 'a');
      expect(replayed.map(({ data }) => JSON.parse(data))).toEqual(expected);
      client.close();
    }
  });

  it('says that events are missing when it cannot know the cursor', async () => {
    const client = app.open({ headers: { 'Last-Event-ID': '1-0' } });
    expect(JSON.parse((await client.next('connected')).data)).toMatchObject({ gap: true });
    expect(JSON.parse((await client.next('gap')).data)).toMatchObject({ from: '1-0' });
  });

  it('sends what was published between accept and the first byte', async () => {
    listener = (request, response) => {
      live.accept(request, response, { channels: ['early'] });
      live.publish({ channel: 'early' }, { event: 'early', data: 1 });
    };
    const client = app.open();
    expect((await client.next('early')).data).toBe('1');
    expect(client.events[0]?.event).toBe('connected');
  });

  it('answers 503 when there are too many, and lets the next in when one has gone', async () => {
    createBroadcaster({ name: `http-${path}`, maxConnections: 1 });
    const first = app.open();
    await clientIdOf(first);
    const second = app.open({ headers: { Connection: 'close' } });
    await second.ended;
    expect(second.head).toMatch(/^http\/1.1 503 .*\r\nretry-after: \d+\r\n/s);
    first.close();
    await eventually(() => live.stats().clients.total === 0);
    await clientIdOf(app.open());
    createBroadcaster({ name: `http-${path}`, maxConnections: 10_000 });
    expect(live.stats().refused).toBe(1);
  });

  it('answers HEAD with the headers alone', async () => {
    const client = app.open({ method: 'HEAD', headers: { Connection: 'close' } });
    await client.ended;
    expect(client.head).toContain('content-type: text/event-stream');
    expect(client.body).toBe('');
    expect(live.stats().clients.total).toBe(0);
  });

  it('ends a stream that expires', async () => {
    listener = (request, response) =>
      void live.accept(request, response, { expiresAt: new Date(Date.now() + 300) });
    const client = app.open();
    const clientId = await clientIdOf(client);
    await eventually(() => client.finished);
    await eventually(() => goneOf(clientId).length > 0);
    expect(goneOf(clientId)).toMatchObject([{ reason: 'expired' }]);
  });

  it('counts its clients on that path', async () => {
    const clients = [app.open(), app.open(), app.open()];
    for (const client of clients) await clientIdOf(client);
    const counts = { total: 3, direct: 0, stream: 0, pending: 0, [path]: 3 };
    expect(live.stats().clients).toEqual(counts);
  });
});
