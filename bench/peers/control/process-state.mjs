import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** V8 heap in use and RSS in bytes, when collecting garbage frees no more. */
export async function memory() {
  for (let i = 0; i < 4; i++) {
    globalThis.gc();
    await sleep(100);
  }
  const { heapUsed, rss, external } = process.memoryUsage();
  return { heapUsed, rss, external };
}

const monitor = monitorEventLoopDelay({ resolution: 1 });

export function eventLoopDelay(action) {
  if (action === 'start') {
    monitor.reset();
    monitor.enable();
    return {};
  }
  monitor.disable();
  const ms = (nanoseconds) => nanoseconds / 1e6;
  return {
    p50Ms: ms(monitor.percentile(50)),
    p99Ms: ms(monitor.percentile(99)),
    maxMs: ms(monitor.max),
  };
}
