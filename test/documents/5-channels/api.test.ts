import type * as ssecast from 'ssecast/channels';
import { createSSE } from 'ssecast/channels';
import { type EventServer, eventually, silent } from '../../integration/support/server.js';
import { serveRoute } from '../../integration/support/web-route.js';
import type { SSE, SSEClient } from './printed/interface.js';

// The types that are exported are what the document says, and its clients are ours.
const sse: SSE = createSSE({ logger: silent }) satisfies ssecast.SSE;
const asPrinted = (client: ssecast.SSEClient): SSEClient => client;
const exported = (client: SSEClient): ssecast.SSEClient => client;

let app: EventServer;
const opened: SSEClient[] = [];

beforeAll(async () => {
  app = await serveRoute(async (request) => {
    const { client, response } = sse.addClient({
      lastEventId: request.headers.get('Last-Event-ID') ?? undefined,
    });
    opened.push(client);
    return response;
  });
});

afterAll(async () => {
  sse.shutdown();
  await app.close();
});

async function open(more: Record<string, string> = {}) {
  const stream = app.open({ headers: { Connection: 'close', ...more } });
  await stream.next('connected');
  return { stream, client: exported(asPrinted(opened.at(-1) as SSEClient)) };
}

test('document 5, "Methods": every row of the table', async () => {
  const { stream, client } = await open();
  expect(sse.getClient(client.id)?.id).toBe(client.id);
  expect(sse.subscribe(client.id, 'news')).toBe(true);
  expect(sse.getClientsByChannel('news').map(({ id }) => id)).toEqual([client.id]);
  sse.broadcast('news', 'a', 1, 'own-1');
  sse.broadcastAll('b', 2, 'own-2');
  expect(sse.sendTo(client.id, 'c', 3, 'own-3')).toBe(true);
  for (const [event, data, id] of [
    ['a', '1', 'own-1'],
    ['b', '2', 'own-2'],
    ['c', '3', 'own-3'],
  ]) {
    expect(await stream.next(event)).toEqual({ event, data, id });
  }
  expect(sse.unsubscribe(client.id, 'news')).toBe(true);
  expect(sse.getClientsByChannel('news')).toEqual([]);
  expect(sse.getClients()).toHaveLength(1);
  sse.removeClient(client.id);
  await eventually(() => stream.finished);
  expect(sse.getClient(client.id)).toBeUndefined();
  expect([sse.sendTo(client.id, 'c', 3), sse.subscribe(client.id, 'news')]).toEqual([false, false]);
});

test('document 5, "Interface": a client has id, channels, controller, createdAt and lastEventId', async () => {
  const { stream, client } = await open({ 'Last-Event-ID': '1-0' });
  expect(client).toMatchObject({ id: expect.any(String), lastEventId: '1-0' });
  expect(client.createdAt).toBeInstanceOf(Date);
  expect(Math.abs(client.createdAt.getTime() - Date.now())).toBeLessThan(10_000);
  expect(client.channels).toBeInstanceOf(Set);
  client.controller.enqueue(new TextEncoder().encode('event: byHand\ndata: 1\n\n'));
  expect((await stream.next('byHand')).data).toBe('1');
  client.controller.close();
  await eventually(() => stream.finished);
});

test('document 5, "Methods": shutdown() closes all connections', async () => {
  const streams = [(await open()).stream, (await open()).stream];
  sse.shutdown();
  await Promise.all(streams.map(({ ended }) => ended));
  expect(sse.getClients()).toEqual([]);
});
