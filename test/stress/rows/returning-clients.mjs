import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { LineProcess } from '../../../bench/harness/line-process.mjs';
import { fromRoot } from '../../../scripts/lib/paths.mjs';
import { ending } from '../support/harness.mjs';

const clients = 100;
const mostPublishMs = 5;

async function startServer() {
  const script = fromRoot('test/stress/support/returning-server.mjs');
  const server = new LineProcess('the server', process.execPath, [script]);
  const { port } = await server.next(20);
  return { server, port };
}

/** Clients that read and count nothing, all at once. Gives how to let go of them. */
async function open(server, port, cursor) {
  const { connections } = await server.ask('stats');
  const resumes = cursor === undefined ? '' : `Last-Event-ID: ${cursor}\r\n`;
  const sockets = Array.from({ length: clients }, () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\n${resumes}\r\n`);
    return socket;
  });
  await until(
    server,
    (stats) =>
      stats.connections === connections + clients &&
      stats.clients.pending === 0 &&
      stats.parked === 0 &&
      stats.queuedBytes === 0,
  );
  return async () => {
    for (const socket of sockets) socket.destroy();
    await until(server, (stats) => stats.clients.total === 0);
  };
}

async function until(server, condition) {
  const end = performance.now() + 120_000;
  while (!condition(await server.ask('stats'))) {
    if (performance.now() > end) throw new Error('the clients did not settle within 120 s');
    await sleep(10);
  }
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** The longest `publish` of each round: a pause of the machine is in one of them, what the mutex costs in all. */
async function publishWhileTheyReturn(server, port, name, first, rounds) {
  const most = [];
  let published = 0;
  for (let round = 0; round < rounds; round++) {
    await server.ask(`watch ${JSON.stringify({ name })}`);
    const hangUp = await open(server, port, first);
    const { most: longest, count } = await server.ask('stop');
    published += count;
    most.push(longest);
    await hangUp();
  }
  return { most, published };
}

/** Milliseconds of the server's processors, the median of some rounds. */
async function cpuOf(server, rounds, connectAll) {
  const readings = [];
  for (let round = 0; round < rounds; round++) {
    const { ms: before } = await server.ask('cpu');
    const hangUp = await connectAll();
    const { ms: after } = await server.ask('cpu');
    readings.push(after - before);
    await hangUp();
  }
  return median(readings);
}

export default {
  name: 'returning-clients',
  title: '100 clients in 1,000 channels each come back at once, to 10,000 events to 200 users each',
  holdsWhen:
    "the longest publish meanwhile takes less than 5 ms (median of several rounds; not with --quick); a resume's CPU is at most 3 × a fresh connect's",
  async run({ quick }) {
    const rounds = quick ? 3 : 7;
    const checks = [];
    for (const name of ['unread', 'read']) {
      const { server, port } = await startServer();
      await ending([server], async () => {
        const { first } = await server.ask(`fill ${JSON.stringify({ name, events: 10_000 })}`);
        // Warms everything up.
        await (await open(server, port))();
        const fresh = await cpuOf(server, rounds, () => open(server, port));
        const resumed = await cpuOf(server, rounds, () => open(server, port, first));
        const { most, published } = await publishWhileTheyReturn(server, port, name, first, rounds);
        const longest = median(most);
        // The short form runs beside other work, where a thread that is not scheduled looks like one that
        // waits; there the counted steps of the C++ tests (ResumeWork) hold the bound.
        const isShort = !quick && longest >= mostPublishMs;
        checks.push({
          ok: !isShort && (name === 'read' || resumed <= 3 * fresh),
          figure:
            `events that they ${name === 'read' ? 'all read' : 'do not read'}: the longest of ${published.toLocaleString('en')} publishes took ` +
            `${longest.toFixed(2)} ms (in each round: ${most.map((each) => each.toFixed(1)).join(', ')}); ` +
            `CPU of ${clients} fresh connects ${fresh.toFixed(0)} ms, of ${clients} resumes ${resumed.toFixed(0)} ms`,
        });
      });
    }
    return checks;
  },
};
