import { setTimeout as sleep } from 'node:timers/promises';
import { Instance, publishTo } from '../../harness/instance.mjs';
import { median } from '../../harness/median.mjs';

const MANY = 10_000;
/** Of the many clients, those that have the events of more than a few a second. */
const FEW = 10;

/** `size` events in one tick of the publisher. Only lone events go to all of the many clients. */
const rates = [
  { title: 'lone, 2/s', rate: 2, size: 1, target: 'all' },
  { title: '200/s, evenly spaced', rate: 200, size: 1, target: 'few' },
  { title: '200/s in ticks of 10', rate: 200, size: 10, target: 'few' },
  { title: '2,000/s in ticks of 100', rate: 2000, size: 100, target: 'few' },
];

/**
 * The time of the JavaScript thread for an event received, with 1 client and with 10,000, and beside them
 * ioredis alone. All three read the same events at the same time.
 */
export async function measureReceive(redis, plan, log) {
  const env = { BENCH_REDIS: redis.url, BENCH_LOG: 'receive' };
  const publisher = await Instance.start('publisher', 'ssecast', env);
  const one = await Instance.start('1 client', 'ssecast', env);
  const many = await Instance.start('10,000 clients', 'ssecast', env);
  const bare = await Instance.start('ioredis alone', 'client-library', env);
  const loadOfOne = await one.open(1, '/?channel=few&i={i}');
  const few = await many.open(FEW, '/?channel=few&i={i}');
  const others = await many.open(MANY - FEW, '/?channel=idle&i={i}');
  await bare.server.ask('read');
  const readers = [one, many, bare];
  const run = async ({ rate, size, target }, seconds) => {
    await publisher.server.ask(`target ${target}`);
    const loads = target === 'all' ? [loadOfOne, few, others] : [loadOfOne, few];
    const count = Math.round((rate * seconds) / size) * size;
    return publishTo(publisher, `publish ${rate} ${count} ${size}`, loads, readers);
  };
  for (const rate of rates) await run(rate, Math.min(2, plan.seconds)); // warms up
  await sleep(1000);

  const results = rates.map(({ title }) => ({ title, runs: [] }));
  for (let rep = 0; rep < plan.reps; rep++) {
    await Instance.rest(readers, plan.restSeconds);
    for (const [i, rate] of rates.entries()) {
      const { count, ms, used, reports } = await run(rate, plan.seconds * (rate.rate < 10 ? 4 : 1));
      results[i].runs.push({ count, ms, used, p50Us: reports[0].p50Us, p99Us: reports[0].p99Us });
    }
  }
  for (const instance of [publisher, ...readers]) await instance.close();
  return results.map(({ title, runs }) => {
    const of = (reader) =>
      median(
        runs.map(({ count, ms, used }) => {
          const { instance, javaScriptUs } = used[reader];
          return instance.javaScriptBesidesRest(javaScriptUs, ms) / count;
        }),
      );
    const row = {
      title,
      oneUs: of(0),
      manyUs: of(1),
      bareUs: of(2),
      timesBare: of(0) / of(2),
      p50Us: median(runs.map((each) => each.p50Us)),
      p99Us: median(runs.map((each) => each.p99Us)),
    };
    log(`${title}: ${JSON.stringify(row)}`);
    return row;
  });
}
