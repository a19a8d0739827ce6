import { ending, faultsOf, numbersOf, startClients, startServer } from '../support/harness.mjs';

/** Half of the clients' connections are always about to go. */
async function churn({ directPath, deliveries, clients, history, seed }) {
  const server = await startServer({
    directPath,
    history,
    queueBytes: 8 * 1024,
    retryInterval: 1000,
  });
  const load = startClients(seed);
  return ending([load, server], async () => {
    await load.ask(`open ${clients} ${server.port} / 30000`);
    await load.ask('churn 1');
    const began = performance.now();
    let received = 0;
    while (received < deliveries) {
      // Told by the clients, who do not count what they lost when they hung up.
      await server.ask('flood', { deliveries: 100_000, bytes: 60 }, 600);
      ({ deliveries: received } = await load.ask('report'));
    }
    const ms = performance.now() - began;
    await load.ask('churn 0');
    await server.ask('publish', { rate: 900, seconds: 0.1, bytes: 60 });
    const report = await load.ask(`follow 60000 ${numbersOf(await server.ask('numbers'))}`);
    const stats = await server.ask('stats');
    return { report, stats, ms };
  });
}

function describe(path, { report, stats, ms }) {
  return (
    `${path}: ${report.deliveries.toLocaleString('en')} received in ${(ms / 1000).toFixed(0)} s over ` +
    `${report.connections.toLocaleString('en')} connections, ${report.resumed.toLocaleString('en')} resumed, ` +
    `${report.replayed.toLocaleString('en')} replayed, ${stats.parkings.toLocaleString('en')} parkings, ` +
    `${report.gaps} gaps announced; lost ${report.lost}, duplicated ${report.duplicated}, ` +
    `reordered ${report.reordered}, of others ${report.foreign}, malformed ${report.malformed}`
  );
}

/** The second of each path has a history that is too short on purpose: then gaps have to be announced. */
const kinds = [
  { path: 'direct path', directPath: true, share: 0.45, history: { count: 1_000_000, bytes: 5e8 } },
  { path: 'direct path, short history', directPath: true, share: 0.05, history: { count: 300 } },
  {
    path: 'stream path',
    directPath: false,
    share: 0.45,
    history: { count: 1_000_000, bytes: 5e8 },
  },
  { path: 'stream path, short history', directPath: false, share: 0.05, history: { count: 300 } },
];

export default {
  name: 'deliveries',
  title: '10 million deliveries while clients connect, drop and resume at random',
  holdsWhen: 'no event lost, duplicated or reordered outside announced gaps',
  async run({ quick }) {
    const total = quick ? 1_000_000 : 10_000_000;
    const checks = [];
    for (const [seed, { path, share, ...kind }] of kinds.entries()) {
      const result = await churn({
        ...kind,
        deliveries: Math.round(total * share),
        clients: 200,
        seed: seed + 1,
      });
      const { report } = result;
      const short = kind.history.count < 1000;
      checks.push({
        // With a long history nothing may be missing at all, and the churn must have happened.
        ok:
          report.ok &&
          faultsOf(report) === 0 &&
          report.resumed > 0 &&
          (short ? report.gaps > 0 : report.gaps === 0 && result.stats.parkings > 0),
        figure:
          describe(path, result) + (report.ok ? '' : `; missing at the end: ${report.missing}`),
      });
    }
    return checks;
  },
};
