import { readFileSync } from 'node:fs';
import { Station } from '../harness/station.mjs';

function rssOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
}

/**
 * V8 heap and RSS per further idle client: the slope between two counts of clients, each after
 * garbage collection, so that what a server needs anyway drops out. A fresh server each, alone.
 */
export async function measureMemory(peers, plan, reps, log) {
  const results = {};
  const [few, many] = plan.memoryClients;
  for (let rep = 0; rep < reps; rep++) {
    for (const peer of peers) {
      const station = await Station.open(peer, few);
      await station.warmUp();
      const read = async () =>
        peer.node ? await station.server.ask('memory') : { rss: rssOf(station.server.pid) };
      const before = await read();
      await station.connect(many - few);
      const after = await read();
      const perClient = (key) => (after[key] - before[key]) / 1024 / (many - few);
      const result = { rssKb: perClient('rss'), before, after };
      if (peer.node) result.heapKb = perClient('heapUsed');
      if (peer.node) result.stats = await station.server.ask('stats');
      results[peer.name] ??= [];
      results[peer.name].push(result);
      await station.close();
      log(
        `${rep + 1}/${reps} memory ${peer.name}: RSS ${result.rssKb.toFixed(2)} KB, ` +
          `V8 heap ${result.heapKb?.toFixed(3) ?? '–'} KB per client`,
      );
    }
  }
  return results;
}
