import { eventually } from '../../integration/support/server.js';
import type { Tables } from '../support/app-server.js';
import { createDatabase } from '../support/database.js';
import type { Page } from '../support/page.js';
import { basicEndpoint } from './printed/basic-endpoint.js';
import { connect } from './printed/client-side.js';
import { configure } from './printed/configuration.js';
import { quickStart } from './printed/quick-start.js';

const db = createDatabase<Tables>();
let page: Page;

const server = configure(db);
const { ctx } = server;
const userId = 7;
quickStart({ ...server, userId });
basicEndpoint(server);

beforeAll(async () => {
  await server.listen();
  page = server.page('user=7');
});

afterAll(async () => {
  page.leave();
  await server.shutdown();
});

test('document 5, "Quick Start"', async () => {
  const { EventSource } = page;
  const heard: unknown[] = [];
  const source = new EventSource('/events');
  source.addEventListener('notification', ({ data }) => heard.push(JSON.parse(data)));
  await eventually(() => ctx.core.sse.getClients().length === 1);

  // What it broadcasts at once reached nobody; now somebody is there.
  quickStart({ ...server, userId });

  await eventually(() => heard.length === 1);
  expect(heard).toEqual([{ message: 'You have a new message' }]);
  expect(ctx.core.sse.broadcast('user:8', 'notification', {})).toBe(0);
  source.close();
  await eventually(() => ctx.core.sse.getClients().length === 0);
});

test('document 5, "Configuration": both intervals reach the client', async () => {
  const { EventSource } = page;
  const source = new EventSource('/events');
  const connected = await new Promise<string>((resolve) => {
    source.addEventListener('connected', ({ data }) => resolve(data));
  });
  expect(JSON.parse(connected)).toMatchObject({ heartbeatInterval: 30000 });
  source.close();

  const response = await page.fetch('/events');
  const reader = response.body?.getReader();
  const first = new TextDecoder().decode((await reader?.read())?.value);
  const retry = Number(/^retry: (\d+)$/m.exec(first)?.[1]);
  // Each client is told a slightly different one, so that they do not come back together.
  expect(retry).toBeGreaterThanOrEqual(3000 * 0.8);
  expect(retry).toBeLessThanOrEqual(3000 * 1.2);
  await reader?.cancel();
  await eventually(() => ctx.core.sse.getClients().length === 0);
});

test('document 5, "Basic SSE Endpoint" and "Client-Side JavaScript"', async () => {
  const { EventSource } = page;
  const showNotification = jest.fn();
  const log = jest.spyOn(console, 'log').mockImplementation();
  const failed = jest.spyOn(console, 'error').mockImplementation();

  const { eventSource, close } = connect({ EventSource, showNotification });

  const [client] = await someClient();
  expect(server.logged).toEqual([['SSE client connected', { clientId: client.id, userId: 7 }]]);
  ctx.core.sse.broadcast('user:7', 'notification', { message: 'first' });
  ctx.core.sse.broadcastAll('message', 'to all');
  await eventually(() => log.mock.calls.length === 2);
  expect(log.mock.calls).toEqual([
    ['Notification:', { message: 'first' }],
    ['Message:', 'to all'],
  ]);
  expect(showNotification).toHaveBeenCalledWith('first');

  // What is sent while it reconnects by itself, it hears all the same.
  ctx.core.sse.removeClient(client.id);
  await eventually(() => failed.mock.calls.length === 1);
  ctx.core.sse.broadcast('user:7', 'notification', { message: 'while away' });
  await eventually(() => showNotification.mock.calls.length === 2);
  expect(showNotification).toHaveBeenLastCalledWith('while away');

  close();

  await eventually(() => ctx.core.sse.getClients().length === 0);
  expect(eventSource.readyState).toBe(EventSource.CLOSED);
  jest.restoreAllMocks();
});

async function someClient() {
  await eventually(() => ctx.core.sse.getClients().length > 0);
  return ctx.core.sse.getClients();
}
