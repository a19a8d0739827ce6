import { eventually } from '../../integration/support/server.js';
import { AppServer, type Tables } from '../support/app-server.js';
import { createDatabase } from '../support/database.js';

const server = new AppServer({ db: createDatabase<Tables>() });
const { router } = server;
const ctx = { core: server.core };
let orders = 3;
const getDashboardStats = async () => ({ orders });

// Subscribe to dashboard updates
router.route('dashboard/live').raw({
  handle: async (_req, ctx) => {
    const { client, response } = ctx.core.sse.addClient();

    ctx.core.sse.subscribe(client.id, 'dashboard:stats');
    ctx.core.sse.subscribe(client.id, 'dashboard:orders');
    ctx.core.sse.subscribe(client.id, 'dashboard:alerts');

    // Send initial data
    const stats = await getDashboardStats();
    ctx.core.sse.sendTo(client.id, 'initialData', stats);

    return response;
  },
});

// Update all dashboard viewers when data changes
ctx.core.events.on('order.created', async (order) => {
  ctx.core.sse.broadcast('dashboard:orders', 'newOrder', {
    id: order.id,
    total: order.total,
    customer: order.customerName,
  });
});

ctx.core.cron.schedule('*/30 * * * * *', async () => {
  const stats = await getDashboardStats();
  ctx.core.sse.broadcast('dashboard:stats', 'statsUpdate', stats);
});

afterAll(() => server.shutdown());

test('document 5, "Live Dashboard Updates": initial data first, then what changes', async () => {
  await server.listen();
  const page = server.page();
  const heard: unknown[][] = [];
  const source = new page.EventSource('/dashboard/live');
  for (const name of ['initialData', 'newOrder', 'statsUpdate', 'alert']) {
    source.addEventListener(name, ({ type, data }) => heard.push([type, JSON.parse(data)]));
  }
  await eventually(() => heard.length === 1);
  orders = 4;
  await server.run('event order.created', { id: 9, total: 12.5, customerName: 'Ann' });
  await server.run('cron');
  ctx.core.sse.broadcast('dashboard:alerts', 'alert', 'late');
  await eventually(() => heard.length === 4);
  expect(heard).toEqual([
    ['initialData', { orders: 3 }],
    ['newOrder', { id: 9, total: 12.5, customer: 'Ann' }],
    ['statsUpdate', { orders: 4 }],
    ['alert', 'late'],
  ]);
  page.leave();
});
