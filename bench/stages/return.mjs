import { openVisits } from '../harness/visits.mjs';

/** Events that a client has missed. */
const MISSED = 10;
/** Next listens with a queue of 511: more connections at once would wait for the timers of TCP. */
const AT_ONCE = 500;

/** Event-loop delay of a server to which all clients come back at once. @returns runs by peer */
export async function measureReturn(peers, plan, log) {
  const visited = await openVisits(peers, MISSED, (name) => log(`${name}: clients come back`));
  const results = {};
  const reps = plan.reps.return;
  for (let rep = -1; rep < reps; rep++) {
    for (const visits of rep % 2 === 0 ? visited : visited.toReversed()) {
      const { peer, server } = visits;
      const comeBack = visits.kept > 0;
      let delay;
      await server.ask('delay start');
      const { arrivedMs, faults } = await visits.visit(rep < 0 ? 1000 : plan.returning, {
        comeBack,
        mostUnderWay: AT_ONCE,
        whileOpen: async () => {
          delay = await server.ask('delay stop');
        },
      });
      if (rep < 0) continue; // has warmed up
      results[peer.name] ??= [];
      results[peer.name].push({ ...delay, arrivedMs, faults });
      log(`${rep + 1}/${reps} return ${peer.name}: p99 ${delay.p99Ms.toFixed(1)} ms`);
    }
  }
  for (const visits of visited) await visits.close();
  return results;
}
