// Presence of two instances over a redis-server of the test's own.
import { type BackplaneBroadcaster, createBroadcaster } from 'ssecast';
import { redisBackplane } from 'ssecast/redis';
import { RedisServer } from '../../redis/support/redis-server.js';
import { closeAll, type EventServer, eventually, serveEvents, silent } from '../support/server.js';

interface Instance {
  live: BackplaneBroadcaster;
  app: EventServer;
}

let redis: RedisServer;
let here: Instance;
let there: Instance;

async function start(name: string): Promise<Instance> {
  const live = createBroadcaster({
    name,
    backplane: redisBackplane({ url: redis.url, leaseTime: 2_000 }),
    logger: silent,
    presence: { channels: ['room'], grace: 300 },
  });
  const app = await serveEvents((request, response) => {
    const userId = request.headers['x-user'] as string;
    void live.accept(request, response, { userId, channels: ['room:5'], metadata: { userId } });
  });
  return { live, app };
}

beforeAll(async () => {
  redis = await RedisServer.start();
  here = await start('redis-presence-here');
  there = await start('redis-presence-there');
});
afterAll(async () => {
  for (const each of [here, there]) if (each !== undefined) await closeAll(each.live, each.app);
  await redis.stop();
});

const open = ({ app }: Instance, user: string) => app.open({ headers: { 'X-User': user } });
const users = async ({ live }: Instance) =>
  (await live.presence('room:5')).map(({ userId }) => userId);
const until = async (instance: Instance, expected: string[]) => {
  const begin = performance.now();
  for (;;) {
    const found = await users(instance).catch(() => []);
    if (found.join() === expected.join()) return performance.now() - begin;
    if (performance.now() - begin > 20_000) expect(found).toEqual(expected);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

it('has the users of both, with their events in one order', async () => {
  const ann = open(here, 'ann');
  await ann.next('presence.join');
  const bob = open(there, 'bob');
  expect(JSON.parse((await ann.next('presence.join')).data)).toEqual({
    ...{ userId: 'bob', metadata: { userId: 'bob' } },
  });
  for (const instance of [here, there]) expect(await users(instance)).toEqual(['ann', 'bob']);
  // Over to the other instance within the grace time.
  bob.close();
  const again = open(here, 'bob');
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(await users(there)).toEqual(['ann', 'bob']);
  again.close();
  await ann.next('presence.leave');
  expect(await users(there)).toEqual(['ann']);
});

it('enters again what a server has forgotten, and what it could not be told', async () => {
  await redis.kill();
  open(there, 'cy');
  await eventually(() => (there.live.stats().presence?.failures ?? 0) > 0);
  expect(there.live.stats().presence).toMatchObject({ members: 1, pending: 1 });
  await redis.run();
  await until(here, ['ann', 'cy']);
  await redis.cli('FLUSHALL');
  await until(here, ['ann', 'cy']);
  await eventually(() => there.live.stats().presence?.pending === 0);
});

it('lets the users of an instance that has ended leave within its lease', async () => {
  there.live.close();
  expect(await until(here, ['ann'])).toBeLessThan(6_000);
});
