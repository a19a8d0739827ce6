import { RedisServer } from '../support/redis-server.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { during, endFleets, Fleet, noFaults, until } from './support/fleet.js';

let server: RedisServer;
let proxy: TcpProxy | undefined;

afterEach(async () => {
  await endFleets();
  await proxy?.stop();
  proxy = undefined;
  await server.stop();
});

const start = (more: { redis?: object; backplaneQueue?: object } = {}) =>
  Fleet.start({ instances: 2, clients: 40, redis: { url: server.url }, ...more });

const works = (fleet: Fleet) =>
  until('every instance reads and writes again', async () => {
    const stats = await Promise.all(fleet.instances.map((each) => each.stats()));
    return stats.every(({ backplane }) => backplane?.state === 'open');
  });

it('Redis stands still for ten seconds', async () => {
  server = await RedisServer.start();
  const fleet = await start({ backplaneQueue: { age: 30_000 } });
  await fleet.publish(100);
  fleet.wander(3_000);
  await during(2_000);
  server.signal('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  server.signal('SIGCONT');
  await works(fleet);
  await during(3_000);
  const verdict = await fleet.finish();
  expect(verdict).toMatchObject({ ...noFaults, gaps: 0 });
  expect(fleet.instances.map((each) => each.rejected())).toEqual([{}, {}]);
});

it('Redis stands still for longer than events wait: the publisher is told of each', async () => {
  server = await RedisServer.start();
  const fleet = await start({ backplaneQueue: { age: 2_000 } });
  await fleet.publish(100);
  await during(1_000);
  server.signal('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  server.signal('SIGCONT');
  await works(fleet);
  await during(2_000);
  const verdict = await fleet.finish();
  expect(verdict).toMatchObject({ ...noFaults, gaps: 0 });
  for (const each of fleet.instances) {
    expect(Object.keys(each.rejected()).sort()).toEqual([
      'ERR_SSECAST_BACKPLANE_UNAVAILABLE',
      'ERR_SSECAST_BACKPLANE_UNCERTAIN',
    ]);
  }
});

it('SIGKILL of Redis, and restart with its append-only file', async () => {
  server = await RedisServer.start('--appendonly', 'yes', '--appendfsync', 'always');
  const fleet = await start();
  await fleet.publish(100);
  fleet.wander(3_000);
  for (let round = 0; round < 2; round++) {
    await during(2_000);
    await server.kill();
    await during(500);
    await server.run();
    await works(fleet);
  }
  await during(2_000);
  const verdict = await fleet.finish();
  expect(verdict).toMatchObject({ ...noFaults, gaps: 0 });
  expect(fleet.instances.map((each) => each.rejected())).toEqual([{}, {}]);
});

it('connections to Redis that are cut in the middle of replies', async () => {
  server = await RedisServer.start();
  proxy = await TcpProxy.start(() => server.port);
  const cutting = proxy;
  const fleet = await start({ redis: { url: cutting.url } });
  await fleet.publish(100);
  fleet.wander(3_000);
  let replies = 0;
  let cuts = 0;
  cutting.cutsReply = () => {
    replies += 1;
    if (replies % 100 !== 0) return false;
    cuts += 1;
    return true;
  };
  await during(10_000);
  cutting.cutsReply = () => false;
  await works(fleet);
  const verdict = await fleet.finish(`${cuts} cuts`);
  expect(verdict).toMatchObject({ ...noFaults, gaps: 0 });
  expect(cuts).toBeGreaterThan(5);
});

it('a wrong password at first: clients are let in, and events flow once it is right', async () => {
  server = await RedisServer.start('--requirepass', 'right');
  const url = server.url.replace('//', '//:wrong@');
  const fleet = await start({ redis: { url }, backplaneQueue: { age: 30_000 } });
  await fleet.publish(50);
  const failing = await Promise.all(fleet.instances.map((each) => each.stats()));
  for (const { backplane } of failing) {
    expect(backplane).toMatchObject({
      state: 'failing',
      lastError: expect.stringMatching(/WRONGPASS/),
    });
  }
  await server.cli('-a', 'right', '--no-auth-warning', 'CONFIG', 'SET', 'requirepass', 'wrong');
  await works(fleet);
  await during(2_000);
  const verdict = await fleet.finish();
  expect(verdict).toMatchObject(noFaults);
  // One each: a client that was let in before the log was open may have missed something.
  expect(verdict.gaps).toBeLessThanOrEqual(40);
  expect(fleet.instances.map((each) => each.rejected())).toEqual([{}, {}]);
});
