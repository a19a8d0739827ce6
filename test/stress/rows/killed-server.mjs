import path from 'node:path';
import {
  ending,
  faultsOf,
  inFolder,
  numbersOf,
  openStreams,
  startClients,
  startServer,
} from '../support/harness.mjs';

const traffic = { rate: 500, seconds: 1, bytes: 100 };

/** Publishes, and waits until every client has it. */
async function publishTo(load, server) {
  await server.ask('publish', traffic);
  return load.ask(`follow 60000 ${numbersOf(await server.ask('numbers'))}`);
}

async function killAndRestart({ clients, directPath, numbers }) {
  const first = await startServer({ directPath, numbers });
  const load = startClients();
  let second;
  return ending([load, first, { quit: () => second?.quit() }], async () => {
    await openStreams(load, clients, first);
    const before = await publishTo(load, first);
    first.process.kill();
    await load.ask('ends 10000');
    second = await startServer({ directPath, numbers, port: first.port });
    const back = await load.ask(`resume ${second.port} 60000`);
    const after = await publishTo(load, second);
    return {
      back,
      after,
      gaps: after.gaps - before.gaps,
      resumed: after.resumed - before.resumed,
      events: after.deliveries - before.deliveries,
    };
  });
}

export default {
  name: 'killed-server',
  title: 'SIGKILL of the server, and restart',
  holdsWhen: 'every client reconnects, gets a gap, and receives every event after it',
  run: ({ quick }) =>
    inFolder(async (folder) => {
      const clients = quick ? 500 : 2_000;
      const checks = [];
      for (const directPath of [true, false]) {
        const numbers = path.join(folder, `numbers-${directPath}`);
        const result = await killAndRestart({ clients, directPath, numbers });
        const { back, after, gaps, resumed, events } = result;
        checks.push({
          ok:
            back.ok &&
            back.open === clients &&
            gaps === clients &&
            resumed === 0 &&
            after.ok &&
            // Of 9 series each reads two.
            events >= ((traffic.rate * traffic.seconds) / 9 - 1) * 2 * clients &&
            faultsOf(after) === 0,
          figure:
            `${directPath ? 'direct' : 'stream'} path: ${back.open} of ${clients} clients came back, ` +
            `${gaps} gaps announced, ${resumed} taken for whole, then ${events.toLocaleString('en')} events ` +
            `with ${faultsOf(after)} faults`,
        });
      }
      return checks;
    }),
};
