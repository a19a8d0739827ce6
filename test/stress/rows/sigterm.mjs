import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ending, faultsOf, startClients, startServer } from '../support/harness.mjs';

/** Ends the server by a signal while it publishes. @returns what the clients saw, and how long it took */
async function terminate(server, load) {
  await server.ask('publish', { rate: 200, seconds: 1, bytes: 100 });
  const began = performance.now();
  server.process.signal('SIGTERM');
  await server.process.exited;
  const ms = performance.now() - began;
  const report = await load.ask('ends 30000');
  return { report, ms };
}

async function restart({ clients, directPath, file }) {
  const options = { directPath, signals: true, ...(file ? { history: { file } } : {}) };
  const first = await startServer(options);
  const load = startClients();
  let second;
  return ending([load, { quit: () => second?.quit() }], async () => {
    await load.ask(`open ${clients} ${first.port} / 120000`);
    const { report: before, ms } = await terminate(first, load);
    second = await startServer({ ...options, port: first.port });
    const back = await load.ask(`resume ${second.port} 120000`);
    const after = await load.ask('report');
    return { ms, before, back, after, stats: await second.ask('stats') };
  });
}

export default {
  name: 'sigterm',
  title: 'SIGTERM with 10,000 streams, and restart',
  holdsWhen:
    'exit within 2 s; a complete last frame, a final chunk and a retry of its own for everyone; with a history file all resume with nothing missed, without it the gap is announced',
  async run({ quick }) {
    const folder = mkdtempSync(path.join(tmpdir(), 'ssecast-'));
    const checks = [];
    try {
      for (const directPath of [true, false]) {
        const clients = quick ? 1_000 : 10_000;
        for (const file of [path.join(folder, `history-${directPath}`), undefined]) {
          const { ms, before, back, after } = await restart({ clients, directPath, file });
          const gaps = after.gaps - before.gaps;
          const resumed = after.resumed - before.resumed;
          checks.push({
            ok:
              ms <= 2_000 &&
              before.endedWell === clients &&
              before.endedTorn === 0 &&
              before.leastRetry >= 3_000 &&
              before.distinctRetries > clients / 20 &&
              back.ok &&
              faultsOf(after) === 0 &&
              (file ? gaps === 0 && resumed === clients : gaps === clients && resumed === 0),
            figure:
              `${directPath ? 'direct' : 'stream'} path, ${file ? 'with' : 'without'} a history file: ` +
              `${clients.toLocaleString('en')} streams, exit after ${ms.toFixed(0)} ms, ` +
              `${before.endedWell} ended well and ${before.endedTorn} torn, retries from ${before.leastRetry} to ` +
              `${before.mostRetry} ms (${before.distinctRetries} different), ${back.open} came back, ` +
              `${resumed} resumed, ${gaps} gaps announced, ${faultsOf(after)} faults`,
          });
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    return checks;
  },
};
