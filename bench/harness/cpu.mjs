import { readdirSync, readFileSync } from 'node:fs';

/**
 * CPU that the threads of a process have used, user and system together, in microseconds. Read from
 * the scheduler's own nanosecond counters, outside the server: the same for every peer, at no cost
 * to any. Threads of a server live as long as it does, so the difference of two readings is whole.
 * @returns {{ totalUs: number, threads: Map<string, number> }} `threads` by "<id> <name>"
 */
export function cpuOf(pid) {
  const threads = new Map();
  let totalUs = 0;
  for (const tid of readdirSync(`/proc/${pid}/task`)) {
    const directory = `/proc/${pid}/task/${tid}`;
    const us = Number(readFileSync(`${directory}/schedstat`, 'utf8').split(' ')[0]) / 1000;
    threads.set(`${tid} ${readFileSync(`${directory}/comm`, 'utf8').trim()}`, us);
    totalUs += us;
  }
  return { totalUs, threads };
}

/** The threads that used most between two readings, in microseconds. */
export function busiest(before, after, count = 4) {
  return [...after.threads]
    .map(([thread, us]) => ({ thread, us: us - (before.threads.get(thread) ?? 0) }))
    .sort((a, b) => b.us - a.us)
    .slice(0, count);
}

/** CPU of the thread that runs JavaScript: the first one of the process. In microseconds. */
export function javaScriptUs(pid) {
  const { threads } = cpuOf(pid);
  for (const [thread, us] of threads) if (thread.startsWith(`${pid} `)) return us;
  throw new Error(`process ${pid} has no thread of its own id`);
}
