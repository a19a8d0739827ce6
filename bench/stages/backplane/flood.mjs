import { busiest } from '../../harness/cpu.mjs';
import { Instance, publishTo } from '../../harness/instance.mjs';
import { median } from '../../harness/median.mjs';

/** Promises that are open at a time: several batches. */
const OPEN = 2_000;

/** As many events as one process can publish, read by two instances with a client each. */
export async function measureFlood(redis, plan, log) {
  const env = { BENCH_REDIS: redis.url, BENCH_LOG: 'flood' };
  const publisher = await Instance.start('publisher', 'ssecast', env);
  const receivers = [
    await Instance.start('receiver 1', 'ssecast', env),
    await Instance.start('receiver 2', 'ssecast', env),
  ];
  const loads = [];
  for (const receiver of receivers) loads.push(await receiver.open(1, '/?channel=one&i={i}'));
  const processes = [publisher, ...receivers, { name: 'redis-server', pid: redis.pid }];
  const run = (ms) => publishTo(publisher, `flood ${ms} ${OPEN}`, loads, processes);
  await run(1000); // warms up
  const runs = [];
  for (let rep = 0; rep < plan.reps; rep++) runs.push(await run(plan.floodMs));
  for (const instance of [publisher, ...receivers]) await instance.close();

  const threads = processes.map(({ name }, at) => ({
    name,
    allUs: median(runs.map(({ count, used }) => used[at].allUs / count)),
    busiest: busiest(runs.at(-1).used[at].before, runs.at(-1).used[at].after, 3).map(
      ({ thread, us }) => [thread.replace(/^\d+ /, ''), us / runs.at(-1).count],
    ),
  }));
  const eventsPerSecond = median(runs.map(({ count, ms }) => (count / ms) * 1000));
  log(`flood: ${Math.round(eventsPerSecond)} events/s ${JSON.stringify(threads)}`);
  return { eventsPerSecond, threads };
}
