import { type Broadcaster, createBroadcaster } from 'ssecast';
import { createSSE, type SSE, type SSEClient } from 'ssecast/channels';
import { register } from 'ssecast/next/instrumentation';
import { closeAll, type EventServer, eventually, silent } from '../support/server.js';
import { serveRoute } from '../support/web-route.js';

const bytes = (text: string) => new TextEncoder().encode(text);

describe.each(['direct', 'stream'] as const)('document 5, channels, on the %s path', (path) => {
  let live: Broadcaster;
  let sse: SSE;
  let app: EventServer;
  let handle: (request: Request) => Response | Promise<Response>;
  const error = jest.fn();

  beforeEach(async () => {
    process.env.NEXT_RUNTIME = 'nodejs';
    register();
    error.mockClear();
    sse = createSSE({
      name: `channels-${path}`,
      directPath: path === 'direct',
      logger: { ...silent, error },
      heartbeatInterval: 30_000,
      retryInterval: 3_000,
    });
    live = createBroadcaster({ name: `channels-${path}` });
    handle = (request) => {
      const { client, response } = sse.addClient();
      sse.subscribe(client.id, `user:${new URL(request.url).searchParams.get('user')}`);
      return response;
    };
    app = await serveRoute(async (request) => handle(request));
  });

  afterEach(() => closeAll(live, app));

  it('Quick Start: adds a client, subscribes it and reaches it', async () => {
    const client = app.open({ path: '/?user=7' });
    const { clientId } = JSON.parse((await client.next('connected')).data);
    expect(live.client(clientId)).toMatchObject({ path, channels: ['user:7'] });
    expect(sse.broadcast('user:7', 'notification', { message: 'new' })).toBe(1);
    expect((await client.next('notification')).data).toBe('{"message":"new"}');
    expect(sse.sendTo(clientId, 'notification', { message: 'Hello' }, 'msg-123')).toBe(true);
    expect(await client.next('notification')).toMatchObject({ id: 'msg-123' });
    sse.broadcastAll('announcement', 1);
    await client.next('announcement');
    expect(sse.unsubscribe(clientId, 'user:7')).toBe(true);
    expect(sse.broadcast('user:7', 'notification', 1)).toBe(0);
    sse.removeClient(clientId);
    await eventually(() => client.finished);
    expect(sse.getClient(clientId)).toBeUndefined();
  });

  it('Live Dashboard Updates: sends initial data before the response is out', async () => {
    handle = async () => {
      const { client, response } = sse.addClient();
      sse.subscribe(client.id, 'dashboard:stats');
      await new Promise((resolve) => setTimeout(resolve, 5));
      sse.broadcast('dashboard:stats', 'statsUpdate', 1);
      sse.sendTo(client.id, 'initialData', { orders: 3 });
      return response;
    };
    const client = app.open();
    expect((await client.next('initialData')).data).toBe('{"orders":3}');
    expect(client.events.map(({ event }) => event)).toEqual([
      'connected',
      'statsUpdate',
      'initialData',
    ]);
  });

  it('Tracking Connections and Handle Client Limits: clients, oldest first, with live channels', async () => {
    handle = async (request) => {
      const existingClients = sse.getClientsByChannel('user:7');
      if (existingClients.length >= 2) sse.removeClient(existingClients[0]?.id as string);
      const { client, response } = sse.addClient();
      sse.subscribe(client.id, 'user:7');
      if (request.url.includes('news')) sse.subscribe(client.id, 'news');
      return response;
    };
    const first = app.open();
    await first.next('connected');
    for (const where of ['/?news', '/']) await app.open({ path: where }).next('connected');
    await eventually(() => first.finished);
    const clients = sse.getClients();
    const byChannel: Record<string, number> = {};
    for (const client of clients) {
      for (const channel of client.channels) {
        byChannel[channel] = (byChannel[channel] || 0) + 1;
      }
    }
    expect(byChannel).toEqual({ 'user:7': 2, news: 1 });
    // biome-ignore lint/complexity/useMathMinMax: the document's own, and dates are no numbers
    const oldest = clients.reduce((old, c) => (c.createdAt < old ? c.createdAt : old), new Date());
    expect(oldest).toEqual(clients[0]?.createdAt);
    const { channels } = clients[0] as SSEClient;
    expect([channels.size, channels.has('news'), [...channels.keys()]]).toEqual([
      2,
      true,
      ['user:7', 'news'],
    ]);
    channels.add('more');
    expect(channels.delete('news')).toBe(true);
    expect(sse.broadcast('more', 'a', 1)).toBe(1);
    expect([...channels]).toEqual(['user:7', 'more']);
    channels.clear();
    expect([channels.size, sse.broadcast('more', 'a', 1)]).toEqual([0, 0]);
  });

  it('Include Event IDs for Resume: replays the channels that are subscribed afterwards', async () => {
    handle = async (request) => {
      const { client, response } = sse.addClient({
        lastEventId: request.headers.get('Last-Event-ID') ?? undefined,
      });
      expect(client.lastEventId).toBe(request.headers.get('Last-Event-ID') ?? undefined);
      for (const channel of ['orders', 'news']) {
        await new Promise((resolve) => setTimeout(resolve, 2));
        expect(sse.subscribe(client.id, channel)).toBe(true);
        expect(sse.subscribe(client.id, channel)).toBe(false);
      }
      expect([...client.channels]).toEqual(['orders', 'news']);
      return response;
    };
    const client = app.open();
    await client.next('connected');
    sse.broadcast('news', 'a', 1, 'evt-1');
    await client.next('a');
    client.close();
    await eventually(() => live.clients().length === 0);
    sse.broadcast('news', 'a', 2, 'evt-2');
    sse.broadcast('secret', 'a', 0, 'evt-3');
    sse.broadcast('orders', 'a', 3, 'evt-4');
    const again = app.open({ headers: { 'Last-Event-ID': 'evt-1' } });
    const connected = JSON.parse((await again.next('connected')).data);
    expect(connected).toMatchObject({ resumed: true, replayed: 2, gap: false });
    expect([(await again.next('a')).data, (await again.next('a')).data]).toEqual(['2', '3']);
    expect(sse.getClient(connected.clientId)).toMatchObject({ lastEventId: 'evt-1' });
    expect(live.client(connected.clientId)?.path).toBe(path);
    sse.broadcast('news', 'a', 4);
    expect((await again.next('a')).data).toBe('4');
    again.close();
    await eventually(() => live.clients().length === 0);
  });

  it('resumes without a word of the route, and keeps the order of what is sent meanwhile', async () => {
    sse.broadcast('user:7', 'a', 1, 'one');
    sse.broadcast('user:7', 'a', 2, 'two');
    handle = async () => {
      const { client, response } = sse.addClient();
      expect(client.lastEventId).toBe('one');
      sse.subscribe(client.id, 'user:7');
      sse.broadcast('user:7', 'a', 3);
      sse.sendTo(client.id, 'a', 4);
      sse.broadcast('user:7', 'a', 5);
      return response;
    };
    const client = app.open({ headers: { 'Last-Event-ID': 'one' } });
    for (const data of ['2', '3', '4', '5']) expect((await client.next('a')).data).toBe(data);
  });

  it('ends a returning client whose response is not sent, or that is removed before', async () => {
    let dropped: Response | undefined;
    handle = async () => {
      dropped = sse.addClient({ lastEventId: '1-0' }).response;
      const { client, response } = sse.addClient({ lastEventId: '1-0' });
      sse.removeClient(client.id);
      return response;
    };
    const client = app.open();
    await eventually(() => client.finished);
    expect(client.body).toMatch(/^retry: \d+\n\n$/);
    await dropped?.body?.cancel();
    expect(sse.getClients()).toEqual([]);
  });

  it('answers 503 with a client that is gone', async () => {
    createBroadcaster({ name: `channels-${path}`, maxConnections: 1 });
    const seen: unknown[] = [];
    handle = () => {
      const { client, response } = sse.addClient();
      seen.push(sse.subscribe(client.id, 'news'), sse.sendTo(client.id, 'a', 1));
      seen.push(client.channels.size, client.controller.desiredSize);
      return response;
    };
    await app.open().next('connected');
    const second = app.open({ headers: { Connection: 'close' } });
    await second.ended;
    expect(second.head).toMatch(/^http\/1.1 503 .*retry-after/s);
    expect(seen).toEqual([true, true, 1, 1, false, false, 0, 0]);
    // Who comes back is admitted later than its head is sent, and is told in the stream.
    const third = app.open({ headers: { 'Last-Event-ID': '1-0', Connection: 'close' } });
    await third.ended;
    expect(third.head).toMatch(/^http\/1.1 200 /);
  });

  it('writes through the controller', async () => {
    const client = app.open({ path: '/?user=7' });
    const { clientId } = JSON.parse((await client.next('connected')).data);
    const { controller } = sse.getClient(clientId) as SSEClient;
    expect(controller.desiredSize).toBe(1);
    controller.enqueue(bytes(': heartbeat\n\nevent: a\ndata: {"x": 1.0}\n'));
    controller.enqueue(bytes('data: é\n\nretry: 10\nid: own\ndata: plain\n\n').subarray(0, 8));
    controller.enqueue(bytes('data: é\n\nretry: 10\nid: own\ndata: plain\n\n').subarray(8));
    expect(await client.next('a')).toMatchObject({ data: '{"x": 1.0}\né' });
    expect(await client.next('message')).toMatchObject({ data: 'plain', id: 'own' });
    expect(client.body).toContain('retry: 10\n');
    for (const wrong of [bytes('nonsense\n\n'), new Uint8Array([0xff]), 'data: x\n\n', undefined]) {
      expect(() => controller.enqueue(wrong as never)).toThrow(
        expect.objectContaining({ code: 'ERR_SSECAST_INVALID_BYTES' }),
      );
    }
    controller.enqueue(bytes('event: b\ndata: after\n\n'));
    expect((await client.next('b')).data).toBe('after');
    controller.close();
    await eventually(() => client.finished);
    expect(controller.desiredSize).toBe(0);
    const invalid = expect.objectContaining({ code: 'ERR_INVALID_STATE' });
    expect(() => controller.enqueue(bytes('data: x\n\n'))).toThrow(invalid);
    expect(() => controller.close()).toThrow(invalid);
  });

  it('ends a client through the error of its controller', async () => {
    const client = app.open({ path: '/?user=7' });
    await client.next('connected');
    const { controller } = sse.getClients()[0] as SSEClient;
    controller.error(new Error('mine'));
    controller.error(new Error('again'));
    await eventually(() => client.finished);
    expect(controller.desiredSize).toBeNull();
    expect(error.mock.calls.map(([, reason]) => reason.message)).toEqual(['mine']);
  });

  it('shuts down', async () => {
    const client = app.open({ path: '/?user=7', headers: { Connection: 'close' } });
    await client.next('connected');
    sse.shutdown();
    await client.ended;
    expect(sse.addClient({ lastEventId: '1-0' }).response.status).toBe(503);
    expect(sse.getClients()).toEqual([]);
    expect(sse.broadcastAll('a', 1)).toBe(0);
  });
});
