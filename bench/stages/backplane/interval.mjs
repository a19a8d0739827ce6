import { Instance, publishTo } from '../../harness/instance.mjs';
import { median } from '../../harness/median.mjs';

const INTERVALS = [0, 4, 10, 20, 40];
const RATES = [200, 1_000];

/**
 * What `readInterval` saves of the JavaScript thread, and what it adds to the latency, for events that are
 * evenly spaced. One receiver with a client for each interval; all read the same events.
 */
export async function measureInterval(redis, plan, log) {
  const env = { BENCH_REDIS: redis.url, BENCH_LOG: 'interval' };
  const publisher = await Instance.start('publisher', 'ssecast', env);
  const receivers = [];
  const loads = [];
  for (const interval of INTERVALS) {
    const own = { ...env, BENCH_READ_INTERVAL: String(interval) };
    const receiver = await Instance.start(`readInterval ${interval}`, 'ssecast', own);
    receivers.push(receiver);
    loads.push(await receiver.open(1, '/?channel=one&i={i}'));
  }
  const run = (rate) =>
    publishTo(publisher, `publish ${rate} ${rate * plan.seconds} 1`, loads, receivers);
  await run(200); // warms up
  const runs = RATES.map(() => []);
  for (let rep = 0; rep < plan.reps; rep++) {
    await Instance.rest(receivers, plan.restSeconds);
    for (const [i, rate] of RATES.entries()) runs[i].push(await run(rate));
  }
  for (const instance of [publisher, ...receivers]) await instance.close();
  const rows = RATES.flatMap((rate, i) =>
    INTERVALS.map((interval, at) => ({
      rate,
      interval,
      javaScriptUs: median(
        runs[i].map(({ count, ms, used }) => {
          return receivers[at].javaScriptBesidesRest(used[at].javaScriptUs, ms) / count;
        }),
      ),
      p50Us: median(runs[i].map(({ reports }) => reports[at].p50Us)),
      p99Us: median(runs[i].map(({ reports }) => reports[at].p99Us)),
    })),
  );
  for (const row of rows) log(JSON.stringify(row));
  return rows;
}
