import { RedisServer } from '../support/redis-server.js';
import { during, endFleets, Fleet, noFaults, until } from './support/fleet.js';

let server: RedisServer;
const events = 'ssecast:{default}:events';

afterEach(async () => {
  await endFleets();
  await server.stop();
});

const start = (more: object = {}) =>
  Fleet.start({ instances: 2, clients: 40, redis: { url: server.url }, ...more });

it('full memory, noeviction: publishes reject with their code, and streams stay', async () => {
  server = await RedisServer.start();
  const fleet = await start({ backplaneQueue: { age: 1_000 } });
  await fleet.publish(100);
  await during(1_000);
  const before = fleet.connections;
  await server.cli('CONFIG', 'SET', 'maxmemory', '1');
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await server.cli('CONFIG', 'SET', 'maxmemory', '0');
  await during(2_000);
  expect(fleet.connections).toBe(before);
  const verdict = await fleet.finish();
  expect(verdict).toMatchObject({ ...noFaults, gaps: 0 });
  for (const each of fleet.instances) {
    // Uncertain are only events whose time is over while an attempt waits for its answer.
    const { ERR_SSECAST_BACKPLANE_UNCERTAIN: uncertain = 0, ...others } = each.rejected();
    const { ERR_SSECAST_BACKPLANE_UNAVAILABLE: unavailable = 0, ...unexpected } = others;
    expect(unavailable).toBeGreaterThan(100);
    expect(uncertain).toBeLessThan(unavailable / 2);
    expect(unexpected).toEqual({});
    expect((await each.stats()).backplane?.lastError).toMatch(/OOM/);
  }
});

it('a foreign entry: skipped, counted, and logged once', async () => {
  server = await RedisServer.start();
  const fleet = await start();
  await fleet.publish(100);
  await during(500);
  for (let at = 0; at < 3; at++) await server.cli('XADD', events, '*', 'job', `${at}`);
  await server.cli('XADD', events, '*', 'entry', 'no JSON');
  await during(500);
  const verdict = await fleet.finish();
  expect(verdict).toMatchObject({ ...noFaults, gaps: 0 });
  for (const each of fleet.instances) {
    expect((await each.stats()).backplane).toMatchObject({ foreign: 3, skipped: 1 });
    expect(each.log.match(/is no entry, and is skipped/g)).toHaveLength(1);
  }
});

it.each([-3_600_000, 3_600_000])(
  'an instance whose clock is %i ms ahead of Redis',
  async (aheadMs) => {
    server = await RedisServer.start();
    const fleet = await start();
    await fleet.add({ aheadMs });
    await fleet.publish(100);
    fleet.wander(1_000);
    await during(4_000);
    const verdict = await fleet.finish();
    expect(verdict).toMatchObject({ ...noFaults, gaps: 0 });
  },
);

it('an entry from a clock an hour ahead: ids go on above it', async () => {
  server = await RedisServer.start();
  const fleet = await start();
  await fleet.publish(100);
  fleet.wander(1_000);
  await during(1_000);
  const entry = JSON.stringify({ target: 'all', event: 'other', data: 0 });
  await server.cli('XADD', events, `${Date.now() + 3_600_000}-0`, 'entry', entry);
  await during(3_000);
  const verdict = await fleet.finish();
  expect(verdict).toMatchObject({ ...noFaults, gaps: 0 });
});

it('a disconnect reaches clients of every instance within a second', async () => {
  server = await RedisServer.start();
  const fleet = await start();
  await fleet.publish(50);
  const before = fleet.connections;
  const began = performance.now();
  await fleet.instances[0]?.ask('disconnect', { target: { channel: 'c0' } });
  const there = fleet.clients.filter(({ channel }) => channel === 'c0');
  await until('clients came back', () => there.every((each) => each.connections.length > 1), 1_000);
  const took = Math.round(performance.now() - began);
  expect(fleet.connections).toBe(before + there.length);
  const verdict = await fleet.finish(`all back after ${took} ms`);
  expect(verdict).toMatchObject({ ...noFaults, gaps: 0 });
});

it('members of a workspace get what they missed after a restart of all instances', async () => {
  server = await RedisServer.start();
  const fleet = await Fleet.start({ instances: 2, clients: 0, redis: { url: server.url } });
  const client = fleet.addClient('workspace:w');
  await until('connected', () => client.isConnected);
  await fleet.instances[0]?.ask('notify', { workspace: 'w', count: 10 });
  await until('ten', () => client.messages.length === 10);
  client.leave();
  await fleet.instances[1]?.ask('notify', { workspace: 'w', count: 5 });
  const ports = fleet.instances.map(({ port }) => port);
  await Promise.all([...fleet.instances].map((each) => fleet.remove(each, 'SIGTERM')));
  await Promise.all(ports.map((port) => fleet.add({}, port)));
  client.connect();
  await until('fifteen', () => client.messages.length === 15);
  expect(client.gaps).toBe(0);
  expect(client.messages.map((data) => JSON.parse(data).n)).toEqual([
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    ...[1, 2, 3, 4, 5],
  ]);
});
