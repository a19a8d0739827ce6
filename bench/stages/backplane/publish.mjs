import { performance } from 'node:perf_hooks';
import { javaScriptUs } from '../../harness/cpu.mjs';
import { Instance } from '../../harness/instance.mjs';
import { median } from '../../harness/median.mjs';

const BURST = 100;
const GAP_MS = 20;

/**
 * The time of the JavaScript thread for a publish in a burst, until all its promises have settled. It
 * contains `JSON.stringify` and the reading of the process's own events. Beside it ioredis alone, which
 * only stores the entries.
 */
export async function measureBursts(redis, plan, log) {
  const env = { BENCH_REDIS: redis.url, BENCH_LOG: 'publish' };
  const instances = [
    await Instance.start('publisher', 'ssecast', env),
    await Instance.start('ioredis alone', 'client-library', env),
  ];
  const us = new Map(instances.map((instance) => [instance, []]));
  for (const { server } of instances) await server.ask(`settle ${BURST} ${plan.bursts} 1`); // warms up
  for (let rep = 0; rep < plan.reps; rep++) {
    await Instance.rest(instances, plan.restSeconds);
    for (const instance of rep % 2 === 0 ? instances : instances.toReversed()) {
      const before = javaScriptUs(instance.pid);
      const began = performance.now();
      await instance.server.ask(`settle ${BURST} ${plan.bursts} ${GAP_MS}`);
      const ms = performance.now() - began;
      const used = javaScriptUs(instance.pid) - before;
      us.get(instance).push(instance.javaScriptBesidesRest(used, ms) / (BURST * plan.bursts));
    }
  }
  for (const instance of instances) await instance.close();
  const [publishUs, bareUs] = instances.map((instance) => median(us.get(instance)));
  log(`publish in a burst: ${publishUs.toFixed(1)} µs, ioredis alone ${bareUs.toFixed(1)} µs`);
  return { publishUs, bareUs };
}
