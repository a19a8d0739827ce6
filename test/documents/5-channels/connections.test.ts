import { eventually } from '../../integration/support/server.js';
import { AppServer, type Tables } from '../support/app-server.js';
import { createDatabase } from '../support/database.js';
import type { Page } from '../support/page.js';

const server = new AppServer({ db: createDatabase<Tables>() });
const { router } = server;
const ctx = { core: server.core };
const getUnreadCount = async (_userId: number) => 2;
let page: Page;

// Get connection statistics
router.route('admin/connections').typed({
  handle: async (_input, ctx) => {
    const clients = ctx.core.sse.getClients();

    const byChannel: Record<string, number> = {};
    for (const client of clients) {
      for (const channel of client.channels) {
        byChannel[channel] = (byChannel[channel] || 0) + 1;
      }
    }

    return {
      totalConnections: clients.length,
      byChannel,
      oldestConnection: clients.reduce(
        // biome-ignore lint/complexity/useMathMinMax: the document's own, and dates are no numbers
        (oldest, c) => (c.createdAt < oldest ? c.createdAt : oldest),
        new Date(),
      ),
    };
  },
});

// 3. Send Initial State
router.route('state').raw({
  handle: async (_req, ctx) => {
    const { client, response } = ctx.core.sse.addClient();

    ctx.core.sse.subscribe(client.id, `user:${ctx.user.id}`);

    // Send initial state immediately
    const unreadCount = await getUnreadCount(ctx.user.id);
    ctx.core.sse.sendTo(client.id, 'initialState', {
      unreadNotifications: unreadCount,
      online: true,
    });

    return response;
  },
});

// 4. Handle Client Limits
router.route('limited').raw({
  handle: async (_req, ctx) => {
    // Limit connections per user
    const existingClients = ctx.core.sse.getClientsByChannel(`user:${ctx.user.id}`);

    if (existingClients.length >= 5) {
      // Remove oldest connection
      ctx.core.sse.removeClient(existingClients[0].id);
    }

    const { client, response } = ctx.core.sse.addClient();
    ctx.core.sse.subscribe(client.id, `user:${ctx.user.id}`);

    return response;
  },
});

beforeAll(async () => {
  await server.listen();
  page = server.page('user=7');
});

afterEach(async () => {
  for (const { id } of ctx.core.sse.getClients()) ctx.core.sse.removeClient(id);
  await eventually(() => ctx.core.sse.getClients().length === 0);
});

afterAll(async () => {
  page.leave();
  await server.shutdown();
});

const statistics = async () =>
  (await (await page.fetch('/admin/connections')).json()) as Record<string, unknown>;

test('document 5, "Tracking Connections": by channel, and the oldest', async () => {
  await page.fetch('/state');
  const [first] = ctx.core.sse.getClients();
  await page.fetch('/state');
  ctx.core.sse.subscribe(first.id, 'news');
  expect(await statistics()).toEqual({
    totalConnections: 2,
    byChannel: { 'user:7': 2, news: 1 },
    oldestConnection: first.createdAt.toISOString(),
  });
});

test('document 5, "Graceful Disconnect": ends are noticed, and one can be forced', async () => {
  const leaving = new AbortController();
  await page.fetch('/state', { signal: leaving.signal });
  const body = (await page.fetch('/state')).text();
  await eventually(() => ctx.core.sse.getClients().length === 2);

  // 1. Client closes connection
  leaving.abort();
  await eventually(() => ctx.core.sse.getClients().length === 1);
  const [{ id: clientId }] = ctx.core.sse.getClients();

  // Force disconnect a client
  ctx.core.sse.removeClient(clientId);

  expect(await body).toContain('event: initialState\n');
  expect(ctx.core.sse.getClients()).toEqual([]);
});

test('document 5, "Use Specific Channels"', async () => {
  await page.fetch('/state');
  const [{ id: clientId }] = ctx.core.sse.getClients();
  const [userId, orderId, teamId] = ['8', 'o1', 't1'];

  // Good - targeted channels
  ctx.core.sse.subscribe(clientId, `user:${userId}`);
  ctx.core.sse.subscribe(clientId, `order:${orderId}`);
  ctx.core.sse.subscribe(clientId, `team:${teamId}`);

  // Bad - one channel for everything
  ctx.core.sse.subscribe(clientId, 'all');

  const { channels } = ctx.core.sse.getClient(clientId) ?? {};
  expect([...(channels ?? [])].sort()).toEqual(['all', 'order:o1', 'team:t1', 'user:7', 'user:8']);
});

test('document 5, "Send Initial State": it is there before anything else', async () => {
  const source = new page.EventSource('/state');
  const state = await new Promise<string>((resolve) => {
    source.addEventListener('initialState', ({ data }) => resolve(data));
  });
  expect(JSON.parse(state)).toEqual({ unreadNotifications: 2, online: true });
  source.close();
});

test('document 5, "Handle Client Limits": the sixth takes the place of the oldest', async () => {
  const bodies: Promise<string>[] = [];
  for (let number = 0; number < 6; number++) {
    // Those that stay are cut off in the end.
    bodies.push((await page.fetch('/limited')).text().catch(() => ''));
    // The order of connections is told by their time.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(await bodies[0]).toContain('event: connected\n');
  expect(await statistics()).toMatchObject({ totalConnections: 5, byChannel: { 'user:7': 5 } });
});
