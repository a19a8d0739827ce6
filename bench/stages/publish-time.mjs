import { LineProcess } from '../harness/line-process.mjs';
import { median } from '../harness/median.mjs';
import { binary } from '../harness/paths.mjs';
import { Station } from '../harness/station.mjs';

const COUNTS = [1, 10_000];
const BURST = 100;
/** A sender on the JavaScript thread takes minutes for 100 events to 10,000 clients. */
const BURST_OF_OTHERS = 2;
const GAP_MS = 25;

/** One lone publish after the other beside one wake of a sleeping thread after the other. */
async function measureLone(station, plan) {
  const wake = new LineProcess('wake', binary('wake'), []);
  const rounds = [];
  for (let round = 0; round < plan.loneRounds; round++) {
    const woken = await wake.ask(`measure ${plan.loneCount} ${GAP_MS}`);
    const published = await station.server.ask(`lone ${plan.loneCount} ${GAP_MS}`);
    const wokenFromJs = await station.server.ask(`wake ${plan.loneCount} ${GAP_MS}`);
    rounds.push({
      wakeUs: woken.p50Us,
      wakeFromJsUs: wokenFromJs.p50Us,
      publishUs: published.p50Us,
      overWakeUs: published.p50Us - woken.p50Us,
      timesWakeFromJs: published.p50Us / wokenFromJs.p50Us,
    });
  }
  await wake.quit();
  const medians = Object.keys(rounds[0]).map((key) => [
    key,
    median(rounds.map((round) => round[key])),
  ]);
  return { ...Object.fromEntries(medians), rounds };
}

/** What a publish costs the JavaScript thread, with 1 and with 10,000 clients. */
export async function measurePublishTime(peers, figures, plan, log) {
  const results = { publish: {}, lone: {} };
  for (const peer of peers.filter(({ node }) => node)) {
    const station = await Station.open(peer, COUNTS[0]);
    await station.warmUp();
    for (const clients of COUNTS) {
      if (clients > COUNTS[0]) await station.connect(clients - COUNTS[0]);
      if (figures.includes('publish')) {
        const size = peer.name === 'ssecast' || clients === 1 ? BURST : BURST_OF_OTHERS;
        const repeats = size === BURST ? plan.burstRepeats : 3;
        const burst = await station.server.ask(`burst ${size} ${repeats}`);
        results.publish[peer.name] ??= {};
        results.publish[peer.name][clients] = { size, ...burst };
        log(`publish ${peer.name} ${clients}: ${burst.besidesUs.toFixed(2)} µs besides JSON`);
      }
      if (figures.includes('lone') && peer.name === 'ssecast') {
        const lone = await measureLone(station, plan);
        results.lone[clients] = lone;
        log(`lone ${clients}: ${lone.publishUs.toFixed(1)} µs, wake ${lone.wakeUs.toFixed(1)} µs`);
      }
    }
    await station.close();
  }
  return results;
}
