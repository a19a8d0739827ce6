import { setTimeout as sleep } from 'node:timers/promises';
import { LineProcess } from '../../../bench/harness/line-process.mjs';
import { fromRoot } from '../../../scripts/lib/paths.mjs';
import { ending } from '../support/harness.mjs';

const clients = 100;
const mostPublishMs = 5;

const inside = (name) => fromRoot('test/stress/support', name);

async function startBoth() {
  const node = process.execPath;
  const server = new LineProcess('the server', node, [inside('returning-server.mjs')]);
  const load = new LineProcess('the clients', node, [inside('returning-clients-inside.mjs')]);
  const { port } = await server.next(20);
  return { server, load, port };
}

/** All clients at once. Gives how to let go of them. */
async function open({ server, load, port }, cursor) {
  const { connections } = await server.ask('stats');
  await load.ask(`open ${JSON.stringify({ port, clients, cursor })}`);
  await until(
    server,
    (stats) =>
      stats.connections === connections + clients &&
      stats.clients.pending === 0 &&
      stats.parked === 0 &&
      stats.queuedBytes === 0,
  );
  return async () => {
    await load.ask('hangUp');
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
async function publishWhileTheyReturn(both, name, first, rounds) {
  const { server } = both;
  const most = [];
  let published = 0;
  for (let round = 0; round < rounds; round++) {
    await server.ask(`watch ${JSON.stringify({ name })}`);
    const hangUp = await open(both, first);
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
  title:
    '100 clients of 1,000 channels each resume at once, from a history of 10,000 events to 200 users each',
  holdsWhen:
    'the longest publish meanwhile takes less than 5 ms (median of several rounds; not with --quick); a resume uses at most 3 × the CPU of a new connection',
  async run({ quick }) {
    const rounds = quick ? 3 : 7;
    const checks = [];
    for (const name of ['unread', 'read']) {
      const both = await startBoth();
      const { server, load } = both;
      await ending([server, load], async () => {
        const { first } = await server.ask(`fill ${JSON.stringify({ name, events: 10_000 })}`);
        // Warms everything up.
        await (await open(both))();
        const fresh = await cpuOf(server, rounds, () => open(both));
        const resumed = await cpuOf(server, rounds, () => open(both, first));
        const { most, published } = await publishWhileTheyReturn(both, name, first, rounds);
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
