import { RedisServer } from '../support/redis-server.js';
import { during, endFleets, Fleet, kChannels, noFaults, until } from './support/fleet.js';

const servers: RedisServer[] = [];

async function start(...args: string[]): Promise<RedisServer> {
  const server = await RedisServer.start(...args);
  servers.push(server);
  return server;
}

afterEach(async () => {
  await endFleets();
  for (const server of servers.splice(0)) await server.stop();
});

const newEpoch = (fleet: Fleet) =>
  until('every instance in a new epoch', async () => {
    const stats = await Promise.all(fleet.instances.map((each) => each.stats()));
    return stats.every(({ backplane }) => backplane?.state === 'open' && backplane.epochs > 0);
  });

it('FLUSHALL under load: a gap for every client, and nothing is silent', async () => {
  const server = await start();
  const fleet = await Fleet.start({ instances: 2, clients: 40, redis: { url: server.url } });
  await fleet.publish(100);
  fleet.wander(3_000);
  await during(2_000);
  await server.cli('FLUSHALL');
  await newEpoch(fleet);
  await during(2_000);
  const verdict = await fleet.finish();
  expect(verdict).toMatchObject(noFaults);
  for (const client of fleet.clients) expect(client.gaps).toBeGreaterThanOrEqual(1);
});

it('FLUSHALL while nothing is published', async () => {
  const server = await start();
  const fleet = await Fleet.start({ instances: 2, clients: 40, redis: { url: server.url } });
  await fleet.publish(100);
  await during(1_000);
  await fleet.stop();
  await server.cli('FLUSHALL');
  await newEpoch(fleet);
  await fleet.publish(100);
  await during(1_000);
  const verdict = await fleet.finish();
  expect(verdict).toMatchObject({ ...noFaults, gaps: 40 });
});

it('a restart without anything saved', async () => {
  const server = await start();
  const fleet = await Fleet.start({ instances: 2, clients: 40, redis: { url: server.url } });
  await fleet.publish(100);
  fleet.wander(3_000);
  await during(2_000);
  await server.kill();
  await during(500);
  await server.run();
  await newEpoch(fleet);
  await during(2_000);
  const verdict = await fleet.finish();
  expect(verdict).toMatchObject(noFaults);
  for (const client of fleet.clients) expect(client.gaps).toBeGreaterThanOrEqual(1);
});

it('Sentinel promotes a replica that lacks the last 2,000 entries', async () => {
  const master = await start();
  const replica = await start();
  await replica.follow(master);
  const sentinel = await RedisServer.sentinel(master);
  servers.push(sentinel);
  await until('the Sentinel knows the replica', async () =>
    (await sentinel.cli('SENTINEL', 'REPLICAS', 'main')).includes(`${replica.port}`),
  );
  const fleet = await Fleet.start({
    instances: 2,
    clients: 40,
    redis: { maxLength: 100_000 },
    sentinels: [{ host: '127.0.0.1', port: sentinel.port }],
    backplaneQueue: { age: 30_000 },
  });
  await fleet.publish(100);
  fleet.wander(3_000);
  await during(1_000);
  // Half of the clients are away when entries are published that the replica never gets.
  const away = fleet.clients.filter((_, at) => at % 2 === 0);
  for (const client of away) client.leave();
  const length = async (server: RedisServer) =>
    Number(await server.cli('XLEN', 'ssecast:{default}:events'));
  await until('replicated', async () => (await length(replica)) > 100);
  // Without its connection, because what lies in that would reach the replica afterwards.
  replica.signal('SIGSTOP');
  await master.cli('CLIENT', 'KILL', 'TYPE', 'replica');
  const before = await length(master);
  const [first] = fleet.instances;
  await first?.ask('publish', { channels: kChannels, count: 2_500 });
  const cutOff = (await length(master)) - before;
  expect(cutOff).toBeGreaterThanOrEqual(2_500);
  await master.kill();
  replica.signal('SIGCONT');
  await newEpoch(fleet);
  for (const client of away) client.connect();
  await during(2_000);
  const verdict = await fleet.finish(`the replica lacked ${cutOff.toLocaleString('en')} entries`);
  expect(verdict).toMatchObject(noFaults);
  for (const client of fleet.clients) expect(client.gaps).toBeGreaterThanOrEqual(1);
});

it('clients that come back after their place was trimmed', async () => {
  const server = await start();
  const fleet = await Fleet.start({
    instances: 2,
    clients: 40,
    redis: { url: server.url, maxLength: 500 },
    history: { count: 100 },
  });
  await fleet.publish(100);
  await during(1_000);
  const away = fleet.clients.filter((_, at) => at % 2 === 0);
  for (const client of away) client.leave();
  // Readers keep up with this: a part is less than the stream keeps.
  for (let part = 0; part < 10; part++) {
    await fleet.instances[0]?.ask('publish', { channels: kChannels, count: 200, together: 20 });
    await fleet.haveRead();
  }
  for (const client of away) client.connect();
  await during(1_000);
  const verdict = await fleet.finish();
  expect(verdict).toMatchObject({ ...noFaults, gaps: away.length });
  for (const client of away) expect(client.gaps).toBe(1);
});

it('bursts that are longer than the stream: what readers miss is a gap, on every instance', async () => {
  const server = await start();
  const fleet = await Fleet.start({
    instances: 2,
    clients: 40,
    redis: { url: server.url, maxLength: 200 },
  });
  await fleet.publish(50);
  fleet.wander(300);
  for (let round = 0; round < 5; round++) {
    await fleet.instances[round % 2]?.ask('publish', { channels: kChannels, count: 2_000 });
    await during(500);
  }
  const verdict = await fleet.finish();
  expect(verdict).toMatchObject(noFaults);
  expect(verdict.gaps).toBeGreaterThan(0);
});
