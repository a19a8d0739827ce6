import { eventually } from '../../integration/support/server.js';
import { AppServer, type Tables } from '../support/app-server.js';
import { createDatabase } from '../support/database.js';
import { dashboard } from './printed/dashboard.js';

const server = new AppServer({ db: createDatabase<Tables>() });
const { ctx } = server;
let orders = 3;
const getDashboardStats = async () => ({ orders });

dashboard({ ...server, getDashboardStats });

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
