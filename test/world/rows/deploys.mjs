/** Two processes of an app in a deploy, behind one port that is turned from one to the other. */
import path from 'node:path';
import { inFolder } from '../../stress/support/harness.mjs';
import { comeWith, follow, missing, repeated } from '../support/followers.mjs';
import { startOrigin } from '../support/origin-process.mjs';
import { startRelay } from '../support/relay.mjs';

const options = { signals: true, retryInterval: 100 };
const kClients = 5;

/** Runs `work` with what `start` gave, all of which ends afterwards. */
async function deployment(work) {
  const processes = [];
  const start = async (more) => {
    processes.push(await startOrigin({ ...options, ...more }));
    return processes.at(-1);
  };
  const relay = await startRelay();
  const clients = [];
  const followAll = () => {
    for (let i = 0; i < kClients; i++) clients.push(follow(relay.port));
    return clients;
  };
  try {
    return await work({ start, relay, followAll });
  } finally {
    for (const client of clients) client.close();
    relay.end();
    await Promise.all(processes.map((each) => each.quit()));
  }
}

async function publish(origin, count) {
  let n;
  for (let i = 0; i < count; i++) ({ n } = await origin.ask('publish'));
  return n;
}

async function terminate(origin) {
  origin.process.signal('SIGTERM');
  await origin.process.exited;
}

const each = (clients, what) => Promise.all(clients.map(what));

/**
 * Both publish before the switch, turn by turn, so that the last id that a client has from A lies in
 * the middle of B's by its time. What B published before that the client has not got.
 */
function overlap() {
  return deployment(async ({ start, relay, followAll }) => {
    const a = await start({});
    const b = await start({ first: 100 });
    relay.to(a.port);
    const clients = followAll();
    await each(clients, (client) => client.connected(1));
    await publish(a, 5);
    await publish(b, 5);
    const lastOfA = await publish(a, 5);
    await each(clients, (client) => client.has(lastOfA));
    await publish(b, 5);
    relay.to(b.port);
    await terminate(a);
    await each(clients, (client) => client.connected(2));
    const lastOfB = await publish(b, 3);
    await each(clients, (client) => client.has(lastOfB));
    const silent = clients.filter(
      ({ told, numbers }) => !told[1].gap && missing(numbers, 100, lastOfB) > 0,
    );
    const gaps = clients.filter(({ told }) => told[1].gap).length;
    return {
      ok: silent.length === 0 && clients.every(({ numbers }) => repeated(numbers) === 0),
      figure: `of ${kClients} EventSources ${gaps} are told of a gap, ${silent.length} lose events silently`,
    };
  });
}

/** A drains, writes the file and ends; B, and after it C, begin with what it holds. */
function handOver(folder) {
  return deployment(async ({ start, relay, followAll }) => {
    const history = { file: path.join(folder, 'history') };
    const a = await start({ history });
    relay.to(a.port);
    const clients = followAll();
    await each(clients, (client) => client.connected(1));
    const before = await publish(a, 10);
    await each(clients, (client) => client.has(before));
    const { id: cursorOfA } = await a.ask('publish');
    relay.hold();
    const afterCursor = await publish(a, 3);
    await terminate(a);
    const b = await start({ history, first: afterCursor + 1 });
    relay.to(b.port);
    await each(clients, (client) => client.connected(2));
    const lastOfB = await publish(b, 5);
    await each(clients, (client) => client.has(lastOfB));
    relay.hold();
    await terminate(b);
    const c = await start({ history, first: lastOfB + 1 });
    relay.to(c.port);
    await each(clients, (client) => client.connected(3));
    const last = await publish(c, 5);
    await each(clients, (client) => client.has(last));
    // One that has slept since A, over B.
    const late = await comeWith(c.port, cursorOfA, last);
    const lost = clients.reduce((sum, { numbers }) => sum + missing(numbers, 1, last), 0);
    const again = clients.reduce((sum, { numbers }) => sum + repeated(numbers), 0);
    const resumed = clients.filter(({ told }) => told[1].resumed && told[2].resumed).length;
    const lateLost = missing(late.numbers, afterCursor - 2, last);
    return {
      ok: lost + again + lateLost === 0 && resumed === kClients && late.resumed,
      figure:
        `of ${kClients} EventSources ${resumed} resumed twice, ${lost} events lost, ${again} repeated; ` +
        `one that slept over a whole process: resumed ${late.resumed}, ${lateLost} lost`,
    };
  });
}

/** A new process without the file, whose clock is the same: everything it does not have is a gap. */
function withoutFile() {
  return deployment(async ({ start, relay, followAll }) => {
    const a = await start({});
    relay.to(a.port);
    const clients = followAll();
    await each(clients, (client) => client.connected(1));
    const last = await publish(a, 5);
    await each(clients, (client) => client.has(last));
    relay.hold();
    await publish(a, 3);
    await terminate(a);
    const b = await start({ first: 100 });
    relay.to(b.port);
    await each(clients, (client) => client.connected(2));
    const lastOfB = await publish(b, 3);
    await each(clients, (client) => client.has(lastOfB));
    const gaps = clients.filter(({ told, gaps }) => told[1].gap && gaps() > 0).length;
    return {
      ok: gaps === kClients,
      figure: `of ${kClients} EventSources ${gaps} are told of a gap`,
    };
  });
}

async function check(what, work) {
  try {
    const { ok, figure } = await work();
    return { ok, figure: `${what}: ${figure}` };
  } catch (error) {
    return { ok: false, figure: `${what}: broke off: ${error.message}` };
  }
}

export default {
  name: 'deploys',
  title: 'Deploys: clients move from one process to the next with their cursors',
  holdsWhen: 'nothing is lost but what a gap tells; with a history file nothing at all',
  run: () =>
    inFolder(async (folder) => [
      await check('two processes that overlap', overlap),
      await check('one after the other, without a file', withoutFile),
      await check('A, B and C with a history file', () => handOver(folder)),
    ]),
};
