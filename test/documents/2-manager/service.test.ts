import * as ssecast from 'ssecast/manager';
import {
  destroySSE,
  disconnectClient,
  getConnectionInfo,
  getSSEManager,
  getStats,
  initializeSSE,
} from 'ssecast/manager';
import { createSSERoute, identityFromQuery } from 'ssecast/next';
import { register } from 'ssecast/next/instrumentation';
import { type EventServer, eventually, silent } from '../../integration/support/server.js';
import { serveRoute } from '../../integration/support/web-route.js';
import { openPage, type Page } from '../support/page.js';
import type { SSEConfig } from './printed/configuration.js';
import type { CoreFunctions } from './printed/core-functions.js';
import { debug } from './printed/debug-mode.js';
import type { SSEEvent, SSEMessage } from './printed/event-types.js';

const core: CoreFunctions = ssecast;
/** What is written as printed, is what ours take. A message names a target only with its ids. */
type Message = SSEMessage & ssecast.SSEMessage;
const config = (printed: SSEConfig): ssecast.SSEConfig => printed;

let app: EventServer;
let page: Page;
const route = createSSERoute({ authorize: identityFromQuery });

beforeAll(async () => {
  process.env.NEXT_RUNTIME = 'nodejs';
  register();
  initializeSSE({ logger: silent });
  app = await serveRoute((request) => {
    const { searchParams, pathname } = new URL(request.url);
    const param = (name: string) => searchParams.get(name) ?? undefined;
    if (pathname === '/api/sse') return route.GET(request);
    return core.connectSSEClient(param('userId'), param('sessionId'), { tab: param('tab') });
  });
  page = openPage(app.origin);
});

afterEach(async () => {
  for (const { id } of getConnectionInfo()) disconnectClient(id);
  await eventually(() => getConnectionInfo().length === 0);
});

afterAll(async () => {
  page.leave();
  destroySSE();
  await app.close();
});

async function open(path: string) {
  const stream = app.open({ path });
  const { clientId } = JSON.parse((await stream.next('connected')).data);
  return { stream, clientId: clientId as string };
}

test('document 2, "Server-Side Setup" and "Debug Mode": the configuration is applied', async () => {
  const logged = jest.spyOn(console, 'debug').mockImplementation();
  // The ends of clients are logged, too, some time after they are gone.
  const connects = () => logged.mock.calls.filter(([line]) => / connected$/.test(line)).length;
  initializeSSE({ logger: console, maxConnections: 1, heartbeatInterval: 1_000 });
  // It initialises as soon as it is evaluated.
  await import('./printed/server-side-setup.js');

  expect(getSSEManager()).toBe(initializeSSE());
  const { stream } = await open('/?userId=ann');
  expect(JSON.parse(stream.events[0].data)).toMatchObject({ heartbeatInterval: 30_000 });
  await open('/?userId=bob');
  expect(connects()).toBe(2);
  initializeSSE(config({ enableLogging: false, maxConnections: 2 }));
  expect((await page.fetch('/')).status).toBe(503);
  for (const { id } of getConnectionInfo()) disconnectClient(id);
  await eventually(() => getConnectionInfo().length === 0);
  await open('/');
  expect(connects()).toBe(2);

  debug();
  await open('/');
  expect(connects()).toBe(3);
  initializeSSE({ maxConnections: 1_000, logger: silent });
});

test('document 2, "Core Functions": every function, on clients that it made', async () => {
  const ann = await open('/?userId=ann&sessionId=s1&tab=1');
  const bob = await open('/?userId=bob&sessionId=s1');
  const event: SSEEvent = { event: 'a', data: 1 };
  expect(core.getConnectionInfo()).toMatchObject([
    { id: ann.clientId, userId: 'ann', sessionId: 's1', metadata: { tab: '1' } },
    { id: bob.clientId, userId: 'bob' },
  ]);
  expect(core.sendToClient(ann.clientId, event)).toBe(true);
  expect(core.broadcastEvent(event)).toBe(2);
  expect(core.sendToUser('ann', event)).toBe(1);
  expect(core.sendToSession('s1', event)).toBe(2);
  const messages: Message[] = [
    { event },
    { event, target: 'all' },
    { event, target: 'user', targetId: 'ann' },
    { event, target: 'session', targetId: 's1' },
    { event, target: 'client', targetIds: [ann.clientId, bob.clientId, 'nobody'] },
  ];
  const counts = messages.map((each) => core.sendMessage(each));
  expect(counts).toEqual([2, 2, 1, 2, 2]);
  for (let count = 0; count < 9; count++) await ann.stream.next('a');
  for (let count = 0; count < 6; count++) await bob.stream.next('a');
  expect(core.getStats()).toMatchObject({ activeConnections: 2, uniqueUsers: 2 });
  expect([core.disconnectClient(ann.clientId), core.disconnectClient(ann.clientId)]).toEqual([
    true,
    false,
  ]);
  await eventually(() => ann.stream.finished);
  expect(core.sendToClient(ann.clientId, event)).toBe(false);
});

test('document 2, "Core Functions": the events that its utility functions make', () => {
  expect(core.createSystemEvent('restart', { in: 5 })).toMatchObject({
    event: 'system',
    data: { type: 'restart', data: { in: 5 } },
  });
  expect(core.createNotificationEvent('T', 'M')).toMatchObject({
    event: 'notification',
    data: { title: 'T', message: 'M', type: 'info' },
  });
  expect(core.createUpdateEvent('profile', 'updated', 1)).toMatchObject({
    event: 'update',
    data: { resource: 'profile', action: 'updated', data: 1 },
  });
});

test('document 2, "GET /api/sse": userId, sessionId, and the rest as metadata', async () => {
  await open('/api/sse?userId=ann&sessionId=s1&theme=dark');
  expect(getConnectionInfo()).toMatchObject([
    { userId: 'ann', sessionId: 's1', metadata: { theme: 'dark' } },
  ]);
});

test('document 2, "Core Functions": destroySSE ends all streams, and the next call begins anew', async () => {
  const { stream } = await open('/');
  core.destroySSE();
  await eventually(() => stream.finished);
  initializeSSE({ logger: silent });
  expect(getStats()).toMatchObject({ activeConnections: 0, totalConnections: 0 });
});
