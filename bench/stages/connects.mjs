import { openVisits } from '../harness/visits.mjs';

const KEPT = 1_000;
/** Repetitions that do not count: it takes V8 some thousand requests to compile what Next does for one. */
const WARM_UPS = 3;

/**
 * CPU of the process for a client that comes and goes: without a cursor, and with one that is 1,000
 * events old. A server without a history writes the bytes of these events at once.
 * @returns `{ plain, history }` by peer, one number a repetition, in microseconds a client
 */
export async function measureConnects(peers, plan, log) {
  const visited = await openVisits(peers, KEPT, (name) => log(`${name}: clients come and go`));
  const results = {};
  for (const { peer } of visited) results[peer.name] = { plain: [], history: [], faults: 0 };
  const reps = plan.reps.connects;
  const count = plan.visitors;
  for (let rep = -WARM_UPS; rep < reps; rep++) {
    for (const visits of rep % 2 === 0 ? visited : visited.toReversed()) {
      const { name } = visits.peer;
      const rate = await visits.idleRate(plan.restSeconds * 250);
      const us = ({ cpuUs, ms }) => (cpuUs - rate * ms) / count;
      const plain = await visits.visit(count);
      const history = visits.kept > 0 ? await visits.visit(count, { comeBack: true }) : undefined;
      results[name].faults += plain.faults + (history?.faults ?? 0);
      if (rep < 0) continue;
      results[name].plain.push(us(plain));
      if (history) results[name].history.push(us(history));
      const back = history ? `, with a cursor ${us(history).toFixed(0)} µs` : '';
      log(`${rep + 1}/${reps} connects ${name}: ${us(plain).toFixed(0)} µs${back}`);
    }
  }
  for (const visits of visited) await visits.close();
  return results;
}
