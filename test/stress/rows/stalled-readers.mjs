import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ending,
  faultsOf,
  megabytes,
  numbersOf,
  openStreams,
  startClients,
  startServer,
} from '../support/harness.mjs';

const MB = 1024 * 1024;
const queueBytes = 64 * 1024;
const history = { count: 100_000, bytes: 16 * MB };
const normal = 10;
const eventBytes = 10_000;
/** Published, not delivered: every client is addressed by every event. */
const publishedBytesPerSecond = 20 * MB;
const rate = Math.round(publishedBytesPerSecond / eventBytes);
const publishFor = (seconds) => ({ rate, seconds, bytes: eventBytes, names: ['all'] });

/** Not asked of the server, which is busy. */
function rssOf(pid) {
  const [, kilobytes] = readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+) kB/);
  return Number(kilobytes) * 1024;
}

/**
 * Publishes in turns, each with a p99 of its own: on a machine that is not quiet their median tells more
 * than one p99 of all. Samples the memory of the server meanwhile.
 */
async function publishAndWatch(server, load, turns, seconds) {
  const seen = { rss: 0, p99Us: [], counted: 0, perSecond: Number.POSITIVE_INFINITY };
  for (let turn = 0; turn < turns; turn++) {
    let publishing = true;
    const publisher = server.ask('publish', publishFor(seconds), seconds + 60).finally(() => {
      publishing = false;
    });
    while (publishing) {
      seen.rss = Math.max(seen.rss, rssOf(server.process.pid));
      await sleep(100);
    }
    const { published, ms } = await publisher;
    const { p99Us, counted } = await load.ask('latency');
    seen.perSecond = Math.min(seen.perSecond, (published * eventBytes * 1000) / ms);
    seen.counted += counted;
    seen.p99Us.push(p99Us);
  }
  return seen;
}

function medianMs(...parts) {
  const sorted = parts.flatMap(({ p99Us }) => p99Us).sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const us = (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
  return us / 1000;
}

/** Half of the time without stalled readers before them, and half after: the machine may change. */
async function takeTurns({ directPath, stalled, turns, seconds }) {
  const server = await startServer({ directPath, queueBytes, history });
  const load = startClients(1);
  const others = startClients(2);
  return ending([load, others, server], async () => {
    await openStreams(load, normal, server);
    // Fills the history and warms everything up: what grows after it grows because of them.
    await publishAndWatch(server, load, 1, 4);
    const before = await publishAndWatch(server, load, turns / 2, seconds);
    await openStreams(others, stalled, server, true);
    const during = await publishAndWatch(server, load, turns, seconds);
    const { parked } = await server.ask('stats');
    await others.ask('hangup');
    await server.until((stats) => stats.clients.total === normal);
    const after = await publishAndWatch(server, load, turns / 2, seconds);
    const report = await load.ask(`follow 60000 ${numbersOf(await server.ask('numbers'))}`);
    return { before, during, after, parked, report };
  });
}

/**
 * What stalled readers may cost: a full queue each, and on the stream path the objects of Node's
 * connection, a chunk that waits in Node and one that V8 has not collected yet; and the events that wait
 * for the workers. The history is full before.
 */
function budgetOf(stalled, directPath) {
  const each = queueBytes + (directPath ? 4 * 1024 : 2 * 64 * 1024 + 80 * 1024);
  return stalled * each + 8 * MB;
}

export default {
  name: 'stalled-readers',
  title: '1,000 clients that stop reading, beside clients that read, with 20 MB/s published',
  holdsWhen:
    'RSS grows by no more than the configured budget; the p99 of the other clients (median of several runs) stays within 1.5 × of the p99 without stalled clients; no event is missing',
  async run({ quick }) {
    const stalled = quick ? 200 : 1_000;
    const turns = 6;
    const seconds = quick ? 1.5 : 10;
    const checks = [];
    for (const directPath of [true, false]) {
      const result = await takeTurns({ directPath, stalled, turns, seconds });
      const { before, during, after, parked, report } = result;
      const budget = budgetOf(stalled, directPath);
      const slowest = Math.min(before.perSecond, during.perSecond, after.perSecond);
      const alone = medianMs(before, after);
      const together = medianMs(during);
      checks.push({
        ok:
          // In a quick run, on a machine that does other things, times say nothing about the code.
          (quick || (slowest >= publishedBytesPerSecond * 0.98 && together <= alone * 1.5)) &&
          during.counted >= (quick ? 1 : rate * seconds * (turns - 1) * normal) &&
          during.rss - before.rss <= budget &&
          parked >= stalled * 0.99 &&
          report.ok &&
          report.gaps === 0 &&
          faultsOf(report) === 0,
        figure:
          `${directPath ? 'direct' : 'stream'} path, ${stalled.toLocaleString('en')} stalled ` +
          `(${parked.toLocaleString('en')} parked), ${turns * seconds} s at ${megabytes(slowest)}/s published: ` +
          `RSS ${megabytes(before.rss)} without and ${megabytes(during.rss)} with them (budget ${megabytes(budget)} more), ` +
          `p99 of ${normal} others ${alone.toFixed(2)} ms without and ${together.toFixed(2)} ms with them, ` +
          `${faultsOf(report)} faults` +
          (report.ok ? '' : `; missing at the end: ${report.missing}`),
      });
    }
    return checks;
  },
};
