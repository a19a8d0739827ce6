import { broadcastEvent, destroySSE, getConnectionInfo, initializeSSE } from 'ssecast/manager';
import {
  createSessionEmitter,
  type Listener,
  SessionEventEmitter,
  type SSEEventType,
  sessionEmitter,
} from 'ssecast/sessions';
import { type EventServer, eventually, silent } from '../../integration/support/server.js';
import { serveRoute } from '../../integration/support/web-route.js';
import { curl } from '../support/curl.js';
import { openPage, type Page } from '../support/page.js';
import { beat } from './printed/heartbeat.js';
import { GET } from './printed/route.js';
import type { SSEEventType as PrintedType, SSEEvent } from './printed/types.js';

// Event Emitter Pattern: the class as it is used
interface Printed {
  subscribe(sessionId: string, listener: Listener): () => void;
  emit(sessionId: string, event: { type: string; data: unknown }): void;
}
const printed: Printed = sessionEmitter satisfies SessionEventEmitter;

/** The route of the document with the heartbeat of its last section, and nothing else. */
function beating(): Response {
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => beat(controller, new TextEncoder()),
  });
  return new Response(stream, { headers: { 'Content-Type': 'text/event-stream' } });
}

let app: EventServer;
let page: Page;

beforeAll(async () => {
  initializeSSE({ logger: silent });
  app = await serveRoute(async (request) => {
    const [, path, , id = ''] = new URL(request.url).pathname.split('/');
    return path === 'beating' ? beating() : GET(request, { params: { id } });
  });
  page = openPage(app.origin);
});

afterEach(() => jest.restoreAllMocks());

afterAll(async () => {
  page.leave();
  destroySSE();
  await app.close();
});

test('document 1, "Event Emitter Pattern": listeners get the serialised event until they stop', async () => {
  expect(sessionEmitter).toBeInstanceOf(SessionEventEmitter);
  const heard: string[] = [];
  const listener: Listener = (data) => heard.push(data);
  const unsubscribe = printed.subscribe('s1', listener);
  const event = { type: 'item:added', data: { id: 1 } };
  jest.spyOn(Date, 'now').mockReturnValue(1_700_000_000_000);
  printed.emit('s1', event);
  const eventString = `data: ${JSON.stringify({ ...event, timestamp: Date.now() })}\n\n`;
  jest.restoreAllMocks();
  printed.emit('s2', event);
  await eventually(() => heard.length === 1);
  expect(heard[0].endsWith(`\n${eventString}`)).toBe(true);
  unsubscribe();
  printed.emit('s1', event);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(heard).toHaveLength(1);
});

test('document 1, "SSE API Route" and "Event Emitting vanuit API Routes"', async () => {
  const { EventSource } = page;
  const heard: SSEEvent[] = [];
  const eventSource = new EventSource('/api/retrospective/s1/events');
  eventSource.onmessage = (event) => heard.push(JSON.parse(event.data));
  await eventually(() => heard.length === 1);

  // It emits as soon as it is evaluated.
  await import('./printed/emitting.js');

  await eventually(() => heard.length === 2);
  const item = { id: 'i1', content: 'More tests' };
  expect(heard).toEqual([
    { type: 'connected' },
    { type: 'item:added', data: item, timestamp: expect.any(Number) },
  ]);
  eventSource.close();
  // Cleanup bij disconnect
  await eventually(() => sessionEmitter.emit('s1', { type: 'item:added', data: item }) === 0);
});

test('document 1, "SSE API Route": byte for byte for curl, with the headers that are printed', async () => {
  const client = curl(`${app.origin}/api/retrospective/s1/events`);
  await eventually(() => client.body !== '');
  expect(client.body).toBe('data: {"type":"connected"}\n\n');
  client.stop();
  const { headers, body } = await page.fetch('/api/retrospective/s1/events');
  await body?.cancel();
  expect([headers.get('Content-Type'), headers.get('Cache-Control')]).toEqual([
    'text/event-stream',
    'no-cache',
  ]);
  await eventually(() => getConnectionInfo().length === 0);
});

test('document 1, "Heartbeat": as printed, byte for byte for curl', async () => {
  let run: () => void = () => undefined;
  const every = jest.spyOn(globalThis, 'setInterval').mockImplementation(((given: () => void) => {
    run = given;
  }) as never);
  const client = curl(`${app.origin}/beating`);
  await eventually(() => every.mock.calls.some(([, delay]) => delay === 30_000));
  run();
  await eventually(() => client.body !== '');
  expect(client.body).toBe(': heartbeat\n\n');
  client.stop();
});

test('document 1, "Event Type Definities": a map of the types types the emitter', () => {
  type Events = Record<PrintedType, { id: string }>;
  const typed = createSessionEmitter<Events>();
  expect(typed.emit('nobody', { type: 'vote:added', data: { id: 'i1' } })).toBe(0);
  // @ts-expect-error there is no such type
  typed.emit('nobody', { type: 'vote:aded', data: { id: 'i1' } });
  // The name is exported: the types of a map, and of events without one any name.
  const types: SSEEventType<Events>[] = ['vote:added' satisfies PrintedType];
  // @ts-expect-error there is no such type
  types.push('vote:aded');
  const any: SSEEventType = 'vote:aded';
  expect([...types, any]).toEqual(['vote:added', 'vote:aded', 'vote:aded']);
});

test('document 1, "Multi-instance Deployment": what Redis brings is emitted here', async () => {
  const byRedis = await import('./printed/multi-instance.js');
  const event: SSEEvent = { type: 'vote:added', data: { itemId: 'i1' }, timestamp: 1 };
  const heard: string[] = [];
  const unsubscribe = sessionEmitter.subscribe('s1', (data) => heard.push(data));
  byRedis.broadcastEvent('s1', event);
  await eventually(() => heard.length === 1);
  // Ours has the same name and takes the same; document 2's, with an event alone, is for everybody.
  const printed: typeof byRedis.broadcastEvent = broadcastEvent;
  printed('s1', event);
  expect(broadcastEvent('s1', event)).toBe(1);
  expect(broadcastEvent('s2', event)).toBe(0);
  expect(broadcastEvent({ event: 'everybody', data: 1 })).toBe(1);
  await eventually(() => heard.length === 4);
  const vote =
    /^id: .+\ndata: \{"type":"vote:added","data":\{"itemId":"i1"\},"timestamp":\d{13}\}\n\n$/;
  for (const block of heard.slice(0, 3)) expect(block.replace(/^: .*\n/m, '')).toMatch(vote);
  expect(heard[3]).toMatch(/\nevent: everybody\ndata: 1\n\n$/);
  unsubscribe();
});
