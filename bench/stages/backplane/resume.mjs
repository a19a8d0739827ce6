import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Instance } from '../../harness/instance.mjs';
import { median } from '../../harness/median.mjs';

const CLIENTS = 10_000;
const CHANNELS = 10;
const MISSED = 1_000;
const READS = ['xread', 'xrange', 'xrevrange', 'evalsha', 'eval'];

/** How long as many clients take that have no cursor, and so miss nothing. */
async function openWithout(redis) {
  const env = { BENCH_REDIS: redis.url, BENCH_LOG: 'resume-without' };
  const receiver = await Instance.start('receiver', 'ssecast', env);
  const began = performance.now();
  await receiver.open(CLIENTS, `/?channels=${CHANNELS}&i={i}`);
  const ms = performance.now() - began;
  await receiver.close();
  return ms;
}

/**
 * Clients that come back at once to a process that has just started, with cursors that are `MISSED` events
 * old: the commands that Redis gets for it, and the time until all have what they missed.
 */
export async function measureResume(redis, plan, log) {
  const runs = [];
  for (let rep = 0; rep < plan.resumes; rep++) {
    const env = { BENCH_REDIS: redis.url, BENCH_LOG: `resume-${rep}` };
    const publisher = await Instance.start('publisher', 'ssecast', env);
    const { cursor } = await publisher.server.ask(`fill ${CHANNELS} ${MISSED}`);
    await publisher.close();
    const receiver = await Instance.start('receiver', 'ssecast', env);
    await receiver.server.ask('target of-0');
    const load = receiver.newLoad();
    const path = `/?channels=${CHANNELS}&i={i}&lastEventId=${cursor}`;
    // A first client opens the log. What the process reads at rest is counted for as long as the clients need.
    await receiver.open(1, '/?channel=idle&i={i}');
    await sleep(500);
    await load.ask('start 1');
    const before = await redis.calls();
    const began = performance.now();
    await receiver.open(CLIENTS, path, load);
    const openMs = performance.now() - began;
    const report = await load.ask(`finish ${MISSED / CHANNELS} 90000`);
    const ms = performance.now() - began;
    const after = await redis.calls();
    await sleep(ms);
    const atRest = await redis.calls();
    const calls = (name, from, to) => (to.get(name) ?? 0) - (from.get(name) ?? 0);
    const commands = Object.fromEntries(
      READS.map((name) => [name, calls(name, before, after) - calls(name, after, atRest)]),
    );
    const { clients, gaps, backplane } = await receiver.server.ask('stats');
    runs.push({
      commands,
      reads: Object.values(commands).reduce((sum, count) => sum + Math.max(0, count), 0),
      pages: backplane.reads,
      openMs,
      ms,
      clients: clients.direct,
      lost: report.lost + gaps,
      events: report.events,
    });
    log(`resume: ${JSON.stringify(runs.at(-1))}`);
    await receiver.close();
  }
  const middle = (key) => median(runs.map((run) => run[key]));
  return {
    reads: middle('reads'),
    pages: middle('pages'),
    openMs: middle('openMs'),
    ms: middle('ms'),
    events: middle('events'),
    withoutMs: await openWithout(redis),
    lost: runs.reduce((sum, { lost }) => sum + lost, 0),
  };
}
