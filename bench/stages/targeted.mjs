import { median } from '../harness/median.mjs';
import { openStations, Station } from '../harness/station.mjs';

export const sessions = 2000;

/** All have the events of one session each: `size` in a tick, a tick every 10 ms. */
export const targetedFigures = { 'targeted-burst': 100, 'targeted-spread': 10 };

const TICKS_PER_SECOND = 100;
const CLOCK_SECONDS = 0.5;
const BURST = 100;
/** As many bursts as give each session an event. */
const BURSTS = sessions / BURST;

const names = [
  'res-write',
  'better-sse',
  'documents-pattern',
  'ssecast-node',
  'ssecast',
  'ssecast-stream',
  'ssecast-next-stream',
];

/** One repetition of a figure by one server. */
async function measureOnce(station, size, seconds) {
  const rate = size * TICKS_PER_SECOND;
  const rounds = Math.max(1, Math.round((rate * seconds) / sessions));
  const run = await station.run(`target ${rate} ${rounds * sessions} ${size} ${sessions}`);
  return { ...run, ticks: run.events / size };
}

/**
 * Events to one of many sessions: CPU of the process, faults, and what a call costs the JavaScript thread
 * in a burst. As in `measureCpu`, all servers stay up and the order turns round with every repetition.
 * @returns `cpu`: runs by figure and peer; `call`: bursts by peer
 */
export async function measureTargeted(peers, figures, plan, log) {
  const chosen = names.flatMap((name) => peers.filter((peer) => peer.name === name));
  const wanted = Object.keys(targetedFigures).filter((name) => figures.includes(name));
  const stations = await openStations(chosen, sessions, log);
  const clocks = new Map(stations.map((station) => [station, []]));
  for (const station of stations) {
    for (const figure of wanted) await measureOnce(station, targetedFigures[figure], 0.5); // warms up
  }
  const results = { cpu: {}, call: {} };
  const reps = plan.reps.targeted;
  for (let rep = 0; rep < reps; rep++) {
    await Station.rest(stations, plan.restSeconds);
    const order = rep % 2 === 0 ? stations : stations.toReversed();
    for (const station of order) {
      clocks.get(station).push(await station.measureClock(TICKS_PER_SECOND, CLOCK_SECONDS));
    }
    for (const figure of wanted) {
      results.cpu[figure] ??= {};
      for (const station of order) {
        const run = await measureOnce(station, targetedFigures[figure], plan.seconds[figure]);
        results.cpu[figure][station.peer.name] ??= [];
        results.cpu[figure][station.peer.name].push(run);
        const us = station.cpuPerEvent(run).toFixed(2);
        log(`${rep + 1}/${reps} ${figure} ${station.peer.name}: ${us} µs per event`);
      }
    }
    if (!wanted.includes('targeted-burst')) continue;
    for (const station of order) {
      const burst = await station.run(`target-burst ${BURST} ${BURSTS} ${sessions}`);
      results.call[station.peer.name] ??= [];
      results.call[station.peer.name].push(burst);
      log(`${rep + 1}/${reps} call ${station.peer.name}: ${burst.besidesUs.toFixed(2)} µs`);
    }
  }
  for (const station of stations) {
    for (const byPeer of Object.values(results.cpu)) {
      for (const run of byPeer[station.peer.name]) {
        run.cpuPerEventUs = station.cpuPerEvent(run);
        run.clockPerEventUs = (median(clocks.get(station)) * run.ticks) / run.events;
      }
    }
    await station.close();
  }
  return results;
}
