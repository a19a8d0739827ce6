import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ending, faultsOf, megabytes, startClients, startServer } from '../support/harness.mjs';

const queueBytes = 64 * 1024;
const history = { count: 100_000, bytes: 16 * 1024 * 1024 };
const eventBytes = 10_000;
/** Published, not delivered: every client is addressed by every event. */
const publishedBytesPerSecond = 20 * 1024 * 1024;
const rate = Math.round(publishedBytesPerSecond / eventBytes);

/** Publishes, and samples the memory of the server meanwhile. */
async function publishAndWatch(server, seconds) {
  let highest = 0;
  let publishing = true;
  const publisher = server
    .ask('publish', { rate, seconds, bytes: eventBytes, names: ['all'] }, seconds + 60)
    .finally(() => {
      publishing = false;
    });
  while (publishing) {
    highest = Math.max(highest, rssOf(server.process.pid));
    await sleep(100);
  }
  await publisher;
  return highest;
}

/** Not asked of the server, which is busy. */
function rssOf(pid) {
  const [, kilobytes] = readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+) kB/);
  return Number(kilobytes) * 1024;
}

async function p99(load) {
  return (await load.ask('latency')).p99Us;
}

export default {
  name: 'stalled-readers',
  title: '1,000 readers that stop reading, others normal, publisher at 20 MB/s',
  holdsWhen:
    "RSS grows by no more than the configured budget; the others' p99 within 1.5 × of the run without them",
  async run({ quick }) {
    const stalled = quick ? 300 : 1_000;
    const normal = 10;
    const seconds = quick ? 4 : 60;
    const checks = [];
    for (const directPath of [true, false]) {
      const server = await startServer({ directPath, queueBytes, history });
      const load = startClients(1);
      const others = startClients(2);
      checks.push(
        await ending([load, others, server], async () => {
          await load.ask(`open ${normal} ${server.port} / 30000`);
          // Fills the history and warms everything up: what grows after it grows because of them.
          await server.ask('publish', { rate, seconds: 2, bytes: eventBytes, names: ['all'] });
          await load.ask('latency');
          // Two runs without them, one before and one after: this machine is not quiet.
          const alone = await publishAndWatch(server, seconds / 2);
          const before = await p99(load);
          await others.ask(`stall ${stalled} ${server.port} / 60000`);
          if (quick) {
            // Their buffers fill once; in a long run that is less than one delivery in a hundred.
            await publishAndWatch(server, 2);
            await p99(load);
          }
          const highest = await publishAndWatch(server, seconds);
          const during = await p99(load);
          const { parked } = await server.ask('stats');
          await others.ask('hangup');
          await server.until((stats) => stats.clients.total === normal);
          await publishAndWatch(server, seconds / 2);
          const after = await p99(load);
          const report = await load.ask('report');
          const without = Math.max(before, after);
          // Each may have a full queue. On the stream path there are also the objects of Node's
          // connection, a chunk that waits in Node and one that V8 has not collected yet.
          const each = queueBytes + (directPath ? 4 * 1024 : 2 * 64 * 1024 + 80 * 1024);
          const budget = stalled * each + 8 * 1024 * 1024;
          return {
            ok:
              highest - alone <= budget &&
              during <= without * 1.5 &&
              parked >= stalled * 0.99 &&
              faultsOf(report) === 0,
            figure:
              `${directPath ? 'direct' : 'stream'} path, ${stalled} stalled (${parked} parked), ${seconds} s: ` +
              `RSS ${megabytes(alone)} without and ${megabytes(highest)} with them (budget ${megabytes(budget)} more), ` +
              `p99 of ${normal} others ${(before / 1000).toFixed(1)} and ${(after / 1000).toFixed(1)} ms without, ` +
              `${(during / 1000).toFixed(1)} ms with them, ${faultsOf(report)} faults`,
          };
        }),
      );
    }
    return checks;
  },
};
