import {
  ending,
  faultsOf,
  numbersOf,
  openStreams,
  startClients,
  startServer,
} from '../support/harness.mjs';

const clients = 200;
/** With their pauses of up to 0.8 s it is enough to fill the buffers of a client, so that it is parked. */
const load = { deliveries: 100_000, bytes: 300, perSecond: 200_000 };

/** Half of the clients' connections are always about to go. */
async function churn({ directPath, deliveries, history, seed }) {
  const server = await startServer({
    directPath,
    history,
    queueBytes: 8 * 1024,
    retryInterval: 1000,
    heartbeatInterval: 100,
  });
  const readers = startClients(seed);
  return ending([readers, server], async () => {
    await openStreams(readers, clients, server);
    await readers.ask('churn 1');
    const began = performance.now();
    let received = 0;
    while (received < deliveries) {
      // The count of the clients: what they lost when they hung up is not in it.
      await server.ask('flood', load, 600);
      ({ deliveries: received } = await readers.ask('report'));
    }
    const ms = performance.now() - began;
    await readers.ask('churn 0');
    await server.ask('publish', { rate: 900, seconds: 0.1, bytes: 60 });
    const report = await readers.ask(`follow 60000 ${numbersOf(await server.ask('numbers'))}`);
    const stats = await server.ask('stats');
    return { report, stats, ms };
  });
}

const shown = (number) => number.toLocaleString('en');

function describe(path, { report, stats, ms }) {
  const { drops } = report;
  const early = drops.beforeRequest + drops.insideRequest + drops.unread + drops.afterHead;
  return (
    `${path}: ${shown(report.deliveries)} received in ${(ms / 1000).toFixed(0)} s over ` +
    `${shown(report.connections)} connections, of which ${shown(early)} dropped before the first event, ` +
    `${shown(drops.inStream)} later and ${shown(report.droppedInside)} inside of a frame; ` +
    `${shown(report.resumed)} resumed, ${shown(report.replayed)} replayed, ${shown(stats.parkings)} parkings, ` +
    `${shown(report.gaps)} gaps announced; lost ${report.lost}, duplicated ${report.duplicated}, ` +
    `reordered ${report.reordered}, of others ${report.foreign}, malformed ${report.malformed}, ` +
    `replays miscounted ${report.miscounted}` +
    (report.ok ? '' : `; missing at the end: ${report.missing}`)
  );
}

const long = { count: 1_000_000, bytes: 500_000_000 };
/** Too short on purpose: then gaps have to be announced. */
const short = { count: 300 };
const kinds = [
  { path: 'direct path', directPath: true, share: 0.45, history: long },
  { path: 'direct path, short history', directPath: true, share: 0.05, history: short },
  { path: 'stream path', directPath: false, share: 0.45, history: long },
  { path: 'stream path, short history', directPath: false, share: 0.05, history: short },
];

/** The churn must have happened; and with a long history nothing may be missing at all. */
function holds({ history }, { report, stats }) {
  return (
    report.ok &&
    faultsOf(report) === 0 &&
    report.resumed > 0 &&
    report.droppedInside > 0 &&
    Object.values(report.drops).every((count) => count > 0) &&
    (history === short ? report.gaps > 0 : report.gaps === 0 && stats.parkings > 0)
  );
}

export default {
  name: 'deliveries',
  title: '10 million deliveries while clients connect, drop and resume at random',
  holdsWhen:
    'each event arrives once and in order, except inside announced gaps; each replay is as long as announced',
  async run({ quick }) {
    const total = quick ? 1_000_000 : 10_000_000;
    const checks = [];
    for (const [index, kind] of kinds.entries()) {
      const deliveries = Math.round(total * kind.share);
      const result = await churn({ ...kind, deliveries, seed: index + 1 });
      checks.push({ ok: holds(kind, result), figure: describe(kind.path, result) });
    }
    return checks;
  },
};
