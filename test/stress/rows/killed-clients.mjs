import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadClient } from '../../../tools/load-client/index.mjs';
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
const others = 50;
/** So short that it is full, and grows no more, when the first quarter is over. */
const history = { count: 500 };

async function kill(count, port) {
  const killer = spawn(loadClient, ['kill', String(count), String(port), '/'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  killer.stdout.on('data', (chunk) => {
    output += chunk;
  });
  await once(killer, 'close');
  return JSON.parse(output);
}

/** Publishes until it is stopped. @returns what stops it, and waits for that */
function keepPublishing(server) {
  let publishing = true;
  const publisher = (async () => {
    while (publishing) await server.ask('publish', { rate: 500, seconds: 0.5, bytes: 2000 });
  })();
  return () => {
    publishing = false;
    return publisher;
  };
}

async function killUnderLoad(directPath, rounds, perRound) {
  const server = await startServer({ directPath, queueBytes: 16 * 1024, history });
  const load = startClients();
  return ending([load, server], async () => {
    await openStreams(load, others, server);
    const before = await server.ask('memory');
    const sum = { killed: 0, insideFrame: 0 };
    let warm;
    let left;
    let after = before;
    for (let round = 0; round < rounds; round++) {
      const stop = keepPublishing(server);
      const { killed, insideFrame } = await kill(perRound, server.port);
      await stop();
      sum.killed += killed;
      sum.insideFrame += insideFrame;
      left = await server.until((stats) => stats.clients.total === others);
      await server.ask('collect');
      after = await server.ask('memory');
      if (round === Math.floor(rounds / 2) - 1) warm = after;
    }
    const report = await load.ask(`follow 60000 ${numbersOf(await server.ask('numbers'))}`);
    return { ...sum, before, warm, after, left, report };
  });
}

export default {
  name: 'killed-clients',
  title: 'kill −9 of clients in the middle of frames, 5,000 times',
  holdsWhen: 'no crash, no leak, and no effect on the other clients',
  async run({ quick }) {
    const rounds = quick ? 2 : 10;
    const perRound = quick ? 75 : 250;
    const checks = [];
    for (const directPath of [true, false]) {
      const result = await killUnderLoad(directPath, rounds, perRound);
      const { killed, insideFrame, before, warm, after, left, report } = result;
      checks.push({
        ok:
          killed >= rounds * perRound * 0.98 &&
          insideFrame >= killed * 0.8 &&
          report.ok &&
          faultsOf(report) === 0 &&
          report.gaps === 0 &&
          report.connections === others &&
          left !== undefined &&
          after.descriptors <= before.descriptors + 2 &&
          after.rss - warm.rss < 12 * MB,
        figure:
          `${directPath ? 'direct' : 'stream'} path: ${killed.toLocaleString('en')} killed, ` +
          `${insideFrame.toLocaleString('en')} of them inside of a frame; ` +
          `${left?.clients.total} of ${others} others open with ${report.deliveries.toLocaleString('en')} events ` +
          `and ${faultsOf(report)} faults, descriptors ${before.descriptors} before and ${after.descriptors} after, ` +
          `RSS half-way ${megabytes(warm.rss)}, at the end ${megabytes(after.rss)}`,
      });
    }
    return checks;
  },
};
