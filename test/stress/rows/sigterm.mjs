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
import { buildNextServer, startNextServer } from '../support/next-server.mjs';

/** A plain Node server, which goes on publishing until it is gone. */
async function startPlain({ directPath, file, numbers, port }) {
  const history = file ? { history: { file } } : {};
  // Both ways in which a process ends that has been drained.
  const options = { directPath, signals: true, ownListener: !directPath, numbers, port };
  const server = await startServer({ ...options, ...history });
  return {
    port: server.port,
    paths: async () => (await server.ask('stats')).clients,
    // The last events are on their way when the signal comes.
    publish: async () => {
      await server.ask('publish', { rate: 500, seconds: 0.5, bytes: 100 });
      await server.ask('keep', { rate: 100, bytes: 100 });
    },
    terminate: () => server.process.signal('SIGTERM'),
    exited: server.process.exited,
    finish: async () => {
      await server.ask('publish', { rate: 500, seconds: 0.2, bytes: 100 });
      return numbersOf(await server.ask('numbers'));
    },
    quit: () => server.quit(),
  };
}

/** The example behind `node server.js`, which `register` drains. */
async function startNext({ directPath, file, port, last }) {
  const server = await startNextServer({ directPath, file, port, last });
  return {
    ...server,
    route: '/api/sse?userId=ann',
    publish: () => server.publish(20),
    finish: async () => {
      await server.publish(5);
      return `all=${last.all}`;
    },
  };
}

async function restart({ start, clients, ...options }) {
  const servers = [await start(options)];
  const load = startClients();
  return ending(
    [load, { quit: () => Promise.all(servers.map((each) => each.quit())) }],
    async () => {
      const [first] = servers;
      await openStreams(load, clients, first);
      const paths = await first.paths();
      await first.publish();
      const began = performance.now();
      first.terminate();
      await first.exited;
      const ms = performance.now() - began;
      const before = await load.ask('ends 30000');
      const second = await start({ ...options, port: first.port });
      servers.push(second);
      const back = await load.ask(`resume ${second.port} 120000`);
      const after = await load.ask(`follow 60000 ${await second.finish()}`);
      return { ms, paths, before, back, after };
    },
  );
}

/** Milliseconds until the process exits. A quick run shares its machine with others: a hang is a failure. */
const longestExit = (quick) => (quick ? 10_000 : 2_000);

function judge({ what, clients, directPath, file, quick }, { ms, paths, before, back, after }) {
  const gaps = after.gaps - before.gaps;
  const resumed = after.resumed - before.resumed;
  const shown = (number) => number.toLocaleString('en');
  return {
    ok:
      ms <= longestExit(quick) &&
      paths[directPath ? 'direct' : 'stream'] === clients &&
      before.endedWell === clients &&
      before.endedTorn === 0 &&
      before.leastRetry >= 3_000 &&
      before.distinctRetries > clients / 20 &&
      back.ok &&
      after.ok &&
      faultsOf(after) === 0 &&
      (file ? gaps === 0 && resumed === clients : gaps === clients && resumed === 0),
    figure:
      `${what}, ${directPath ? 'direct' : 'stream'} path, ${file ? 'with' : 'without'} a history file: ` +
      `${shown(clients)} streams, exit after ${ms.toFixed(0)} ms, ${shown(before.endedWell)} ended well and ` +
      `${before.endedTorn} torn, retries from ${before.leastRetry} to ${before.mostRetry} ms ` +
      `(${shown(before.distinctRetries)} different), ${shown(back.open)} came back, ${shown(resumed)} resumed ` +
      `with ${shown(after.replayed - before.replayed)} events replayed, ${shown(gaps)} gaps announced, ` +
      `${faultsOf(after)} faults` +
      (after.ok ? '' : `; missing at the end: ${after.missing}`),
  };
}

export default {
  name: 'sigterm',
  title: 'SIGTERM with 10,000 streams, and restart',
  holdsWhen:
    'the process exits within 2 s; each stream ends with a complete frame, a final chunk and a retry of its own; with a history file each client resumes without loss, without one each client gets a gap',
  run: ({ quick }) =>
    inFolder(async (folder) => {
      await buildNextServer();
      const clients = quick ? 1_000 : 10_000;
      const checks = [];
      for (const [what, start] of [
        ['Node', startPlain],
        ['standalone Next', startNext],
      ]) {
        for (const directPath of [true, false]) {
          for (const withFile of [true, false]) {
            const name = path.join(folder, `${checks.length}`);
            const kind = {
              what,
              quick,
              clients,
              directPath,
              file: withFile ? `${name}.history` : undefined,
            };
            const own = { numbers: `${name}.numbers`, last: { all: 0 } };
            checks.push(judge(kind, await restart({ start, ...kind, ...own })));
          }
        }
      }
      return checks;
    }),
};
