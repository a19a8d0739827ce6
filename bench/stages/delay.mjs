import { setTimeout as sleep } from 'node:timers/promises';

const RATE = 10;

/**
 * Event-loop delay at rest and while publishing, of the same server with the same clients. In
 * windows of its own: the monitor costs CPU.
 */
export async function measureDelay(stations, plan, reps, log) {
  const results = {};
  for (let rep = 0; rep < reps; rep++) {
    for (const station of stations.filter(({ peer }) => peer.node)) {
      const { peer, server } = station;
      await server.ask('delay start');
      await sleep(plan.delaySeconds * 1000);
      const idle = await server.ask('delay stop');
      await server.ask('delay start');
      const run = await station.run(`publish ${RATE} ${RATE * plan.delaySeconds}`);
      const busy = await server.ask('delay stop');
      const overIdleMs = busy.p99Ms - idle.p99Ms;
      results[peer.name] ??= [];
      results[peer.name].push({ idle, busy, overIdleMs, maxMs: busy.maxMs, run });
      log(`${rep + 1}/${reps} delay ${peer.name}: p99 ${overIdleMs.toFixed(1)} ms over idle`);
    }
  }
  return results;
}
