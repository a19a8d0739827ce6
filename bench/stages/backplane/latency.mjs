import { Instance, publishTo } from '../../harness/instance.mjs';
import { median } from '../../harness/median.mjs';

const RATES = [20, 200];
const PATH = '/?channel=one&i={i}';

/** The time from `publish` to a client: in one process, and from one process to another through Redis. */
export async function measureLatency(redis, plan, log) {
  const env = { BENCH_REDIS: redis.url, BENCH_LOG: 'latency' };
  const local = await Instance.start('one process', 'ssecast');
  const publisher = await Instance.start('publisher', 'ssecast', env);
  const receiver = await Instance.start('receiver', 'ssecast', env);
  const ways = [
    { name: 'local', from: local, loads: [await local.open(1, PATH)] },
    { name: 'redis', from: publisher, loads: [await receiver.open(1, PATH)] },
  ];
  const run = ({ from, loads }, rate) =>
    publishTo(from, `publish ${rate} ${Math.round(rate * plan.seconds)} 1`, loads, []);
  for (const way of ways) await run(way, 200); // warms up

  const results = [];
  for (const rate of RATES) {
    const runs = { local: [], redis: [] };
    for (let rep = 0; rep < plan.reps; rep++) {
      for (const way of rep % 2 === 0 ? ways : ways.toReversed()) {
        const [report] = (await run(way, rate)).reports;
        runs[way.name].push(report);
      }
    }
    const middle = (name, key) => median(runs[name].map((report) => report[key]));
    const added = runs.redis.map(({ p50Us }, rep) => p50Us - runs.local[rep].p50Us);
    const row = {
      rate,
      local: { p50Us: middle('local', 'p50Us'), p99Us: middle('local', 'p99Us') },
      redis: { p50Us: middle('redis', 'p50Us'), p99Us: middle('redis', 'p99Us') },
      addedP50Us: median(added),
    };
    log(`latency at ${rate}/s: ${JSON.stringify(row)}`);
    results.push(row);
  }
  for (const instance of [local, publisher, receiver]) await instance.close();
  return results;
}
