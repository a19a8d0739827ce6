import { eventually } from '../../integration/support/server.js';
import { AppServer, type Tables } from '../support/app-server.js';
import { createDatabase } from '../support/database.js';
import type { Page } from '../support/page.js';
import { clientLimits } from './printed/client-limits.js';
import { disconnect } from './printed/disconnect.js';
import { initialState } from './printed/initial-state.js';
import { specificChannels } from './printed/specific-channels.js';
import { tracking } from './printed/tracking.js';

const db = createDatabase<Tables>();
const server = new AppServer({ db });
const { ctx } = server;
initialState({ ...server, getUnreadCount: async (_userId: number) => 2 });
tracking(server);

const limited = new AppServer({ db, sse: { name: 'limited' } });
clientLimits(limited);
tracking(limited);

let page: Page;

beforeAll(async () => {
  await Promise.all([server.listen(), limited.listen()]);
  page = server.page('user=7');
});

afterEach(async () => {
  for (const { id } of ctx.core.sse.getClients()) ctx.core.sse.removeClient(id);
  await eventually(() => ctx.core.sse.getClients().length === 0);
});

afterAll(async () => {
  await server.shutdown();
  await limited.shutdown();
});

const statistics = async (page: Page) =>
  (await (await page.fetch('/admin/connections')).json()) as Record<string, unknown>;

test('document 5, "Tracking Connections": by channel, and the oldest', async () => {
  await page.fetch('/subscribe');
  const [first] = ctx.core.sse.getClients();
  await page.fetch('/subscribe');
  ctx.core.sse.subscribe(first.id, 'news');
  expect(await statistics(page)).toEqual({
    totalConnections: 2,
    byChannel: { 'user:7': 2, news: 1 },
    oldestConnection: first.createdAt.toISOString(),
  });
});

test('document 5, "Use Specific Channels"', async () => {
  await page.fetch('/subscribe');
  const [{ id: clientId }] = ctx.core.sse.getClients();
  specificChannels({ ctx, clientId, userId: '8', orderId: 'o1', teamId: 't1' });
  const { channels } = ctx.core.sse.getClient(clientId) ?? {};
  expect([...(channels ?? [])].sort()).toEqual(['all', 'order:o1', 'team:t1', 'user:7', 'user:8']);
});

test('document 5, "Send Initial State": it is there before anything else', async () => {
  const source = new page.EventSource('/subscribe');
  const state = await new Promise<string>((resolve) => {
    source.addEventListener('initialState', ({ data }) => resolve(data));
  });
  expect(JSON.parse(state)).toEqual({ unreadNotifications: 2, online: true });
  source.close();
});

test('document 5, "Handle Client Limits": the sixth takes the place of the oldest', async () => {
  const page = limited.page('user=7');
  const bodies: Promise<string>[] = [];
  for (let number = 0; number < 6; number++) {
    // Those that stay are cut off in the end.
    bodies.push((await page.fetch('/subscribe')).text().catch(() => ''));
    // The order of connections is told by their time.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(await bodies[0]).toContain('event: connected\n');
  expect(await statistics(page)).toMatchObject({
    totalConnections: 5,
    byChannel: { 'user:7': 5 },
  });
});

test('document 5, "Graceful Disconnect": ends are noticed, one can be forced, and all', async () => {
  const leaving = new AbortController();
  await page.fetch('/subscribe', { signal: leaving.signal });
  const forced = (await page.fetch('/subscribe')).text();
  const ended = (await page.fetch('/subscribe')).text();
  const { sse } = ctx.core;
  await eventually(() => sse.getClients().length === 3);

  // 1. Client closes connection
  leaving.abort();
  await eventually(() => sse.getClients().length === 2);
  const [{ id: clientId }, { id: last }] = sse.getClients();

  const { shutdown } = disconnect({ ctx, clientId });
  expect(await forced).toContain('event: initialState\n');
  expect(sse.getClients().map(({ id }) => id)).toEqual([last]);

  shutdown();
  expect(await ended).toContain('event: initialState\n');
  expect(sse.getClients()).toEqual([]);

  // A job that is not done yet sends to nobody, and is not stopped by an error.
  expect([sse.broadcast('user:7', 'late', {}), sse.broadcastAll('late', {})]).toEqual([0, 0]);
  expect([sse.sendTo(last, 'late', {}), sse.subscribe(last, 'news')]).toEqual([false, false]);
  expect((await page.fetch('/subscribe')).status).toBe(503);
});
