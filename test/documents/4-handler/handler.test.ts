import { once } from 'node:events';
import { SSEHandler, sseHandler } from 'ssecast/handler';
import { destroySSE, initializeSSE } from 'ssecast/manager';
import { register } from 'ssecast/next/instrumentation';
import {
  type EventServer,
  eventually,
  serveEvents,
  silent,
} from '../../integration/support/server.js';
import { serveRoute } from '../../integration/support/web-route.js';
import { curl } from '../support/curl.js';
import { openPage, type Page, userIn } from '../support/page.js';
import { monitor } from './printed/monitoring.js';
import { send } from './printed/sending-events.js';

// SSE Handler: the methods of the class, as printed
interface Printed {
  // biome-ignore lint/suspicious/noExplicitAny: the document's own
  addClient(id: string, userId: string, response: any, metadata?: Record<string, any>): unknown;
  removeClient(id: string): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: the document's own
  sendEventToUser(userId: string, eventType: string, data: any): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: the document's own
  broadcastEvent(eventType: string, data: any): unknown;
  getStats(): { totalConnections: number; uniqueUsers: number };
}
const printed: Printed = sseHandler;

// SSE API Routes: the six steps
async function GET(req: Request) {
  // 1. Authenticate the user
  const userId = userIn(req);
  if (userId === undefined) return new Response('Unauthorized', { status: 401 });
  const clientId = crypto.randomUUID();
  // 2. Create a ReadableStream
  const stream = new ReadableStream({
    start(controller) {
      // 3. Register the client with the SSE handler
      sseHandler.addClient(clientId, userId, controller, { page: req.url });
      // 4. Set up ping interval
      const ping = setInterval(() => sseHandler.broadcastEvent('ping', {}), 20);
      // 5. Handle connection close
      req.signal.addEventListener('abort', () => {
        clearInterval(ping);
        sseHandler.removeClient(clientId);
      });
    },
  });
  // 6. Return the stream with appropriate headers
  return new Response(stream, {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' },
  });
}

let app: EventServer;
let node: EventServer;
const pages: Page[] = [];

beforeAll(async () => {
  process.env.NEXT_RUNTIME = 'nodejs';
  register();
  initializeSSE({ logger: silent });
  app = await serveRoute(GET);
  node = await serveEvents((_request, response) => printed.addClient('node', 'ann', response, {}));
});

afterEach(async () => {
  for (const page of pages.splice(0)) page.leave();
  for (const { id } of sseHandler.getClients()) sseHandler.removeClient(id);
  await eventually(() => sseHandler.getClients().length === 0);
});

afterAll(async () => {
  destroySSE();
  await app.close();
  await node.close();
  // The worker's last words are for this test file.
  await new Promise((resolve) => setTimeout(resolve, 50));
});

/** A page of a user, who listens for events of these names. */
async function listen(user: string, ...names: string[]) {
  const page = openPage(app.origin, `user=${user}`);
  pages.push(page);
  const heard: { type: string; data: unknown }[] = [];
  const source = new page.EventSource('/api/sse');
  for (const name of names) {
    source.addEventListener(name, ({ type, data }) => heard.push({ type, data: JSON.parse(data) }));
  }
  await once(source as unknown as EventTarget, 'open');
  return heard;
}

test('document 4, "SSE Handler": a singleton of the class', () => {
  expect(sseHandler).toBeInstanceOf(SSEHandler);
});

test('document 4, "SSE API Routes": refuses who is nobody, pings, and ends with the page', async () => {
  expect((await fetch(app.origin)).status).toBe(401);
  const heard = await listen('ann', 'connected', 'ping');
  await eventually(() => heard.length >= 3);
  expect(heard[0]).toMatchObject({ type: 'connected', data: { clientId: expect.any(String) } });
  expect(heard[1]).toEqual({ type: 'ping', data: {} });
  for (const page of pages.splice(0)) page.leave();
  await eventually(() => sseHandler.getStats().totalConnections === 0);
});

test('document 4, "Server-Side: Sending Events"', async () => {
  const userId = 'ann';
  const ann = await listen(userId, 'notification', 'systemUpdate', 'dashboardUpdate');
  const bob = await listen('bob', 'notification', 'systemUpdate', 'dashboardUpdate');
  await eventually(() => sseHandler.getClients().length === 2);
  const now = Date.now();
  jest.spyOn(Date, 'now').mockReturnValue(now);

  send(userId);

  jest.restoreAllMocks();
  sseHandler.sendEventToUser(userId, 'dashboardUpdate', { orders: 1 });
  await eventually(() => ann.length === 3 && bob.length === 1);
  const systemUpdate = {
    type: 'systemUpdate',
    data: { message: 'System maintenance in 10 minutes', timestamp: now },
  };
  expect(bob).toEqual([systemUpdate]);
  expect(ann).toEqual([
    {
      type: 'notification',
      data: {
        id: 'notification-123',
        type: 'REPORT_APPROVED',
        title: 'Report Approved',
        body: 'Your report has been approved',
        timestamp: now,
      },
    },
    systemUpdate,
    { type: 'dashboardUpdate', data: { orders: 1 } },
  ]);
});

test('document 4, "Monitoring"', async () => {
  await listen('ann');
  await listen('ann');
  await listen('bob');
  const log = jest.spyOn(console, 'log').mockImplementation();
  monitor();
  expect(log.mock.calls).toEqual([['Total connections: 3'], ['Unique users: 2']]);
  log.mockRestore();
});

test('document 4, "Event Format": what curl receives, byte for byte after the id', async () => {
  const client = curl(node.origin);
  await eventually(() => client.body.endsWith('\n\n'));
  const before = client.body.length;
  sseHandler.broadcastEvent('eventType', { key: 'value' });
  await eventually(() => client.body.length > before);
  const [, id, rest] = /^(id: \d+-\d+\n)(.*)$/s.exec(client.body.slice(before)) ?? [];
  expect(id).toBeDefined();
  expect(rest).toBe('event: eventType\ndata: {"key":"value"}\n\n');
  client.stop();
});
