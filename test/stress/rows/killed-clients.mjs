import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  clientProgram,
  ending,
  faultsOf,
  megabytes,
  numbersOf,
  startClients,
  startServer,
} from '../support/harness.mjs';

async function kill(count, port) {
  const killer = spawn(clientProgram, ['kill', String(count), String(port), '/'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  killer.stdout.on('data', (chunk) => {
    output += chunk;
  });
  await once(killer, 'close');
  return JSON.parse(output).killed;
}

export default {
  name: 'killed-clients',
  title: 'kill −9 of clients in the middle of frames, 5,000 times',
  holdsWhen: 'no crash, no leak, others unaffected',
  async run({ quick }) {
    const perPath = quick ? 150 : 2_500;
    const checks = [];
    for (const directPath of [true, false]) {
      const server = await startServer({ directPath, queueBytes: 16 * 1024 });
      const load = startClients();
      checks.push(
        await ending([load, server], async () => {
          await load.ask(`open 50 ${server.port} / 30000`);
          const before = await server.ask('memory');
          // The publisher runs until the last one is killed.
          let publishing = true;
          const publisher = (async () => {
            while (publishing)
              await server.ask('publish', { rate: 500, seconds: 0.5, bytes: 2000 });
          })();
          const killed = await kill(perPath, server.port);
          publishing = false;
          await publisher;
          const report = await load.ask(`follow 60000 ${numbersOf(await server.ask('numbers'))}`);
          const left = await server.until((stats) => stats.clients.total === 50);
          await server.ask('collect');
          const after = await server.ask('memory');
          return {
            ok:
              killed >= perPath * 0.98 &&
              report.ok &&
              faultsOf(report) === 0 &&
              report.gaps === 0 &&
              left !== undefined &&
              after.descriptors <= before.descriptors + 2 &&
              // The history fills meanwhile, up to its 16 MB, and V8's heap.
              after.rss - before.rss < 48 * 1024 * 1024,
            figure:
              `${directPath ? 'direct' : 'stream'} path: ${killed.toLocaleString('en')} killed, ` +
              `${left?.clients.total} of 50 others open with ${report.deliveries.toLocaleString('en')} events ` +
              `and ${faultsOf(report)} faults, descriptors ${before.descriptors} before and ${after.descriptors} after, ` +
              `RSS ${megabytes(before.rss)} before and ${megabytes(after.rss)} after`,
          };
        }),
      );
    }
    return checks;
  },
};
