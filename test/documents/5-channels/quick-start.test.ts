import { eventually } from '../../integration/support/server.js';
import { AppServer, type Tables } from '../support/app-server.js';
import { createDatabase } from '../support/database.js';
import type { Page } from '../support/page.js';

const db = createDatabase<Tables>();
let page: Page;

// Configuration
const server = new AppServer({
  db,
  sse: {
    heartbeatInterval: 30000, // Keep-alive interval (default: 30s)
    retryInterval: 3000, // Client reconnect hint (default: 3s)
  },
});
const { router } = server;
const ctx = { core: server.core };

// Quick Start
router.route('events').raw({
  handle: async (_req, ctx) => {
    const { client, response } = ctx.core.sse.addClient();
    ctx.core.sse.subscribe(client.id, `user:${ctx.user.id}`);
    return response;
  },
});

// Basic SSE Endpoint: subscribe to user-specific updates
router.route('subscribe').raw({
  handle: async (_req, ctx) => {
    // Create SSE client
    const { client, response } = ctx.core.sse.addClient();

    // Subscribe to user's channel
    ctx.core.sse.subscribe(client.id, `user:${ctx.user.id}`);

    // Log connection
    ctx.core.logger.info('SSE client connected', {
      clientId: client.id,
      userId: ctx.user.id,
    });

    return response;
  },
});

beforeAll(async () => {
  await server.listen();
  page = server.page('user=7');
});

afterAll(async () => {
  page.leave();
  await server.shutdown();
});

test('document 5, "Quick Start"', async () => {
  const userId = 7;
  const { EventSource } = page;
  const heard: unknown[] = [];
  const source = new EventSource('/events');
  source.addEventListener('notification', ({ data }) => heard.push(JSON.parse(data)));
  await eventually(() => ctx.core.sse.getClients().length === 1);

  // Broadcast updates from anywhere
  ctx.core.sse.broadcast(`user:${userId}`, 'notification', {
    message: 'You have a new message',
  });

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
  const console = { log: jest.fn(), error: jest.fn() };

  // Connect to SSE endpoint
  const eventSource = new EventSource('/subscribe', {
    withCredentials: true, // For cookies/auth
  });

  // Listen for specific events
  eventSource.addEventListener('notification', (event) => {
    const data = JSON.parse(event.data);
    console.log('Notification:', data);
    showNotification(data.message);
  });

  eventSource.addEventListener('message', (event) => {
    console.log('Message:', JSON.parse(event.data));
  });

  // Handle connection errors
  eventSource.onerror = (error) => {
    console.error('SSE error:', error);
    // EventSource auto-reconnects
  };

  const [client] = await someClient();
  expect(server.logged).toEqual([['SSE client connected', { clientId: client.id, userId: 7 }]]);
  ctx.core.sse.broadcast('user:7', 'notification', { message: 'first' });
  ctx.core.sse.broadcastAll('message', 'to all');
  await eventually(() => console.log.mock.calls.length === 2);
  expect(console.log.mock.calls).toEqual([
    ['Notification:', { message: 'first' }],
    ['Message:', 'to all'],
  ]);
  expect(showNotification).toHaveBeenCalledWith('first');

  // What is sent while it reconnects by itself, it hears all the same.
  ctx.core.sse.removeClient(client.id);
  await eventually(() => console.error.mock.calls.length === 1);
  ctx.core.sse.broadcast('user:7', 'notification', { message: 'while away' });
  await eventually(() => showNotification.mock.calls.length === 2);
  expect(showNotification).toHaveBeenLastCalledWith('while away');

  // Close connection
  eventSource.close();

  await eventually(() => ctx.core.sse.getClients().length === 0);
  expect(eventSource.readyState).toBe(EventSource.CLOSED);
});

async function someClient() {
  await eventually(() => ctx.core.sse.getClients().length > 0);
  return ctx.core.sse.getClients();
}
