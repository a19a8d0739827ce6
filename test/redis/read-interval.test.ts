import { setTimeout as sleep } from 'node:timers/promises';
import { backplaneOver } from './support/libraries.js';
import { closeAll, Observed } from './support/observed.js';
import { RedisServer } from './support/redis-server.js';

const interval = 100;
let server: RedisServer;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterEach(closeAll);
afterAll(() => server.stop());

async function reads(): Promise<number> {
  const stats = await server.cli('INFO', 'commandstats');
  return Number(/^cmdstat_xread:calls=(\d+)/m.exec(stats)?.[1] ?? 0);
}

const open = (readInterval: number) =>
  Observed.open(
    backplaneOver('ioredis', server.url, { name: `every-${readInterval}`, readInterval }),
  );

async function appendApart(observed: Observed, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await observed.append(`entry ${i}`);
    await sleep(5);
  }
  await observed.until(() => observed.entries.length === count);
}

it('entries that come close together are read together, each once and in order', async () => {
  const observed = await open(interval);
  const before = await reads();
  const began = performance.now();
  await appendApart(observed, 60);
  const most = (performance.now() - began) / interval + 2;
  expect((await reads()) - before).toBeLessThanOrEqual(most);
  expect(observed.entries).toEqual(Array.from({ length: 60 }, (_, i) => `entry ${i}`));
});

it('an interval of 0 reads at once', async () => {
  const observed = await open(0);
  const before = await reads();
  await appendApart(observed, 20);
  expect((await reads()) - before).toBeGreaterThanOrEqual(20);
});

it('an entry after a pause waits for nothing', async () => {
  const observed = await open(1_000);
  await sleep(1_200);
  const began = performance.now();
  await observed.append('lone');
  await observed.until(() => observed.entries.length === 1);
  expect(performance.now() - began).toBeLessThan(900);
});

it('a log that is far ahead is read without a pause between full pages', async () => {
  const observed = await open(1_000);
  let letRead = () => {};
  observed.pause = new Promise((resolve) => {
    letRead = resolve;
  });
  await observed.append('first');
  await observed.until(() => observed.entries.length === 1);
  for (let batch = 0; batch < 5; batch++) {
    await observed.append(...Array.from({ length: 1_000 }, (_, i) => `${batch} ${i}`));
  }
  const began = performance.now();
  letRead();
  await observed.until(() => observed.entries.length === 5_001);
  expect(performance.now() - began).toBeLessThan(3_500);
});
