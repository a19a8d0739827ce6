import { Station } from '../harness/station.mjs';

/** An unsaturated rate that the saturated figure is compared with, for the send loop alone. */
const reference = { 'saturated-1000': 'cpu-1000-20', 'saturated-10000': 'cpu-10000-2' };

/** The command that makes a server publish for a figure, such as `cpu-1000-20`. */
function commandFor(figure, plan) {
  if (figure in plan.saturatedMs) return `saturate ${plan.saturatedMs[figure]}`;
  const rate = Number(figure.split('-')[2]);
  return `publish ${rate} ${Math.round(rate * plan.seconds[figure])}`;
}

/**
 * CPU per delivered event, latency and faults. All servers stay up with their clients; one after the
 * other publishes while the rest are at rest, and the order turns round with every repetition, so
 * that a ratio compares windows that are seconds apart.
 * @returns {Promise<Record<string, Record<string, object[]>>>} runs by figure and peer
 */
export async function measureCpu(stations, figures, plan, reps, log) {
  const results = {};
  const clocks = new Map();
  for (const station of stations) clocks.set(station, await station.measureClock(20, 1));
  const wanted = new Set(figures);
  for (let rep = 0; rep < reps; rep++) {
    await Station.rest(stations, plan.restSeconds);
    for (const figure of Object.keys({ ...plan.seconds, ...plan.saturatedMs })) {
      const onlyAsReference = !wanted.has(figure);
      if (onlyAsReference && !figures.some((name) => reference[name] === figure)) continue;
      const order = rep % 2 === 0 ? stations : stations.toReversed();
      for (const station of order) {
        const { name } = station.peer;
        if (onlyAsReference && name !== 'send-loop') continue;
        const run = await station.run(commandFor(figure, plan));
        results[figure] ??= {};
        results[figure][name] ??= [];
        results[figure][name].push(run);
        run.ticks = figure in plan.saturatedMs ? 0 : run.published;
        const us = station.cpuPerEvent(run).toFixed(2);
        log(`${rep + 1}/${reps} ${figure} ${name}: ${us} µs per event`);
      }
    }
  }
  for (const station of stations) {
    for (const byPeer of Object.values(results)) {
      for (const run of byPeer[station.peer.name] ?? []) {
        run.cpuPerEventUs = station.cpuPerEvent(run);
        run.clockPerEventUs = (clocks.get(station) * run.ticks) / run.events;
        run.idlePercent = station.idleRate / 10;
      }
    }
  }
  return results;
}
