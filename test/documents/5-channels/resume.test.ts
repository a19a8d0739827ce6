import { eventually } from '../../integration/support/server.js';
import { AppServer, type Tables } from '../support/app-server.js';
import { createDatabase } from '../support/database.js';
import { broadcast, resume } from './printed/resume.js';
import { smallPayloads } from './printed/small-payloads.js';

const server = new AppServer({ db: createDatabase<Tables>() });
const { ctx } = server;

resume(server);

beforeAll(async () => void (await server.listen()));

afterAll(() => server.shutdown());

test('document 5, "Include Event IDs for Resume": nothing is lost, nothing twice', async () => {
  const page = server.page();
  const { EventSource } = page;
  const heard: unknown[][] = [];
  const source = new EventSource('/subscribe');
  source.addEventListener('orderUpdated', ({ data, lastEventId }) =>
    heard.push([JSON.parse(data), lastEventId]),
  );
  await eventually(() => ctx.core.sse.getClients().length === 1);
  const [channel, event] = ['orders', 'orderUpdated'];
  let now = Date.now();
  jest.spyOn(Date, 'now').mockImplementation(() => now++);
  const send = (data: number) => broadcast({ ctx, channel, event, data });

  send(1);
  await eventually(() => heard.length === 1);
  jest.restoreAllMocks();
  const [{ id }] = ctx.core.sse.getClients();
  ctx.core.sse.removeClient(id);
  await eventually(() => source.readyState === EventSource.CONNECTING);
  jest.spyOn(Date, 'now').mockImplementation(() => now++);
  for (const data of [2, 3]) send(data);
  jest.restoreAllMocks();
  await eventually(() => ctx.core.sse.getClients().length === 1);
  ctx.core.sse.broadcast(channel, event, 4, 'evt-last');
  await eventually(() => heard.length === 4);
  expect(heard.map(([data]) => data)).toEqual([1, 2, 3, 4]);
  for (const [, id] of heard) expect(id).toMatch(/^evt-/);
  page.leave();
  await eventually(() => ctx.core.sse.getClients().length === 0);
});

test('document 5, "Keep Payloads Small": both ways arrive whole', async () => {
  const page = server.page();
  const heard: unknown[] = [];
  const source = new page.EventSource('/subscribe');
  source.addEventListener('orderUpdated', ({ data }) => heard.push(JSON.parse(data)));
  await eventually(() => ctx.core.sse.getClients().length === 1);
  const channel = 'orders';
  const order = {
    id: 1,
    status: 'sent',
    items: Array.from({ length: 1_000 }, String),
    customer: 1,
  };

  smallPayloads({ ctx, channel, order });

  await eventually(() => heard.length === 2);
  expect(heard).toEqual([{ orderId: 1, status: 'sent' }, order]);
  page.leave();
});
