import { RedisServer } from '../support/redis-server.js';
import { during, endFleets, Fleet, noFaults } from './support/fleet.js';

let server: RedisServer;

afterEach(async () => {
  await endFleets();
  await server.stop();
});

it.each([2, 4])('%i instances under load, clients that go on at random', async (instances) => {
  server = await RedisServer.start();
  const fleet = await Fleet.start({ instances, clients: 60, redis: { url: server.url } });
  await fleet.publish(400 / instances);
  fleet.wander(1_000);
  await during(10_000);
  const verdict = await fleet.finish();
  expect(verdict).toMatchObject({ ...noFaults, gaps: 0 });
  expect(verdict.events).toBeGreaterThan(3_000);
  expect(fleet.connections).toBeGreaterThan(600);
});
