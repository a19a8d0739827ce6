import { acquireConnection, peekConnection } from '../../../lib/client/index.js';
import { type SSEServer, startServer } from './support/sse-server.js';
import { until } from './support/until.js';

let server: SSEServer;
beforeEach(async () => {
  server = await startServer((visit) => visit.stream('data: 1\n\n'));
});
afterEach(() => server.close());

const nextTask = () => new Promise((resolve) => setTimeout(resolve, 1));

test('the same options share one connection', async () => {
  const first = acquireConnection({ url: server.url });
  const second = acquireConnection({ url: server.url, maxEvents: 100 });
  first.connection.connect();
  expect(second.connection.getSnapshot()).toBe(first.connection.getSnapshot());
  second.connection.connect();
  await until(() => first.connection.getSnapshot().events.length === 1);
  expect(server.visits).toHaveLength(1);
  first.release();
  second.release();
  await server.visits[0]?.gone;
});

test('other options have a connection of their own', async () => {
  const first = acquireConnection({ url: server.url });
  const second = acquireConnection({ url: server.url, maxEvents: 5 });
  first.connection.connect();
  expect(second.connection.getSnapshot().status).toBe('idle');
  first.release();
  second.release();
  await nextTask();
});

test('the last release closes it; a second release of one lease counts once', async () => {
  const first = acquireConnection({ url: server.url });
  const second = acquireConnection({ url: server.url });
  const { connection } = first;
  connection.connect();
  await until(() => connection.getSnapshot().status === 'open');
  first.release();
  first.release();
  await nextTask();
  expect(connection.getSnapshot().status).toBe('open');
  expect(peekConnection({ url: server.url })?.getSnapshot()).toBe(connection.getSnapshot());
  second.release();
  await nextTask();
  expect(connection.getSnapshot().status).toBe('closed');
  expect(peekConnection({ url: server.url })).toBeUndefined();
});

test('released and acquired again within one task, the connection lives on', async () => {
  const first = acquireConnection({ url: server.url });
  first.connection.connect();
  await until(() => first.connection.getSnapshot().status === 'open');
  first.release();
  const second = acquireConnection({ url: server.url });
  await nextTask();
  expect(second.connection.getSnapshot().status).toBe('open');
  expect(server.visits).toHaveLength(1);
  second.release();
  await nextTask();
});

test('a second evaluation of the module finds the same connections', async () => {
  const lease = acquireConnection({ url: server.url });
  await jest.isolateModulesAsync(async () => {
    const again = await import('../../../lib/client/index.js');
    lease.connection.connect();
    expect(again.peekConnection({ url: server.url })?.getSnapshot().status).toBe('connecting');
  });
  lease.release();
  await nextTask();
});
