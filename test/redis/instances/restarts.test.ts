import { RedisServer } from '../support/redis-server.js';
import { during, endFleets, Fleet, noFaults } from './support/fleet.js';
import { type Nginx, startNginx } from './support/nginx.js';

let server: RedisServer;
let nginx: Nginx | undefined;

afterEach(async () => {
  await endFleets();
  await nginx?.end();
  nginx = undefined;
  await server.stop();
});

it('SIGKILL of instances: their clients go on elsewhere', async () => {
  server = await RedisServer.start();
  const fleet = await Fleet.start({ instances: 3, clients: 60, redis: { url: server.url } });
  await fleet.publish(100);
  for (let round = 0; round < 2; round++) {
    await during(2_000);
    const [oldest] = fleet.instances;
    if (oldest !== undefined) await fleet.remove(oldest, 'SIGKILL');
  }
  await during(2_000);
  const verdict = await fleet.finish();
  expect(verdict).toMatchObject({ ...noFaults, gaps: 0 });
  expect(fleet.connections).toBeGreaterThanOrEqual(100);
});

it('a rolling restart behind nginx: SIGTERM, drain, another process on the same port', async () => {
  server = await RedisServer.start();
  const fleet = await Fleet.start({ instances: 3, clients: 0, redis: { url: server.url } });
  nginx = await startNginx(fleet.instances.map(({ port }) => port));
  fleet.entrances = [nginx.port];
  await fleet.connect(60);
  await fleet.publish(100);
  for (const old of [...fleet.instances]) {
    await during(1_500);
    // As an app does that is told to end: it publishes to the last.
    await fleet.remove(old, 'SIGTERM');
    const next = await fleet.add({}, old.port);
    await next.ask('start', { channels: ['c0', 'c1', 'c2', 'c3', 'c4'], rate: 100, bytes: 100 });
  }
  await during(2_000);
  const verdict = await fleet.finish();
  expect(verdict).toMatchObject({ ...noFaults, gaps: 0 });
  expect(fleet.connections).toBeGreaterThanOrEqual(120);
});

it('a restart of all instances at once', async () => {
  server = await RedisServer.start();
  const fleet = await Fleet.start({ instances: 2, clients: 40, redis: { url: server.url } });
  await fleet.publish(100);
  await during(2_000);
  const ports = fleet.instances.map(({ port }) => port);
  await Promise.all([...fleet.instances].map((each) => fleet.remove(each, 'SIGTERM')));
  await Promise.all(ports.map((port) => fleet.add({}, port)));
  await fleet.publish(100);
  await during(2_000);
  const verdict = await fleet.finish();
  expect(verdict).toMatchObject({ ...noFaults, gaps: 0 });
});
