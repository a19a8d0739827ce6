/** Streams through a proxy: how events arrive, what churn loses, when a leaving client is noticed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openReader, until } from './reader.mjs';

/** Each event is published when the one before has come. @returns the median, in milliseconds */
export async function pingPong({ port, origin, count, headers }) {
  const reader = await openReader({ port, path: '/events', headers });
  await reader.next('connected');
  const times = [];
  for (let i = 0; i < count; i++) {
    const began = performance.now();
    const { n } = await origin.ask('publish');
    const got = (await reader.next('numbered')).json();
    if (got.n !== n) throw new Error(`event ${n} came as ${got.n}`);
    times.push(performance.now() - began);
  }
  reader.close();
  const median = times.sort((a, b) => a - b)[Math.floor(count / 2)];
  return { median, encoding: reader.headers['content-encoding'] };
}

/** Heartbeats that were sent to the client after it had left, and before that was noticed. */
export async function leave({ port, origin }) {
  const clients = async () => (await origin.ask('stats')).clients.total;
  await until('an empty server', async () => (await clients()) === 0);
  const reader = await openReader({ port, path: '/events' });
  await reader.next('connected');
  const { heartbeats: before } = await origin.ask('stats');
  reader.close();
  await until('the end of a client that has left', async () => (await clients()) === 0, 60);
  return (await origin.ask('stats')).heartbeats - before;
}

/** A client that comes and goes with its cursor, and notes every number that it was sent. */
async function comeAndGo({ port, seed, done }) {
  const faults = { holes: 0, repeated: 0, gaps: 0 };
  let [last, cursor, connections] = [undefined, undefined, 0];
  let chance = seed;
  const random = () => {
    chance = (chance * 1_103_515_245 + 12_345) % 2_147_483_648;
    return chance / 2_147_483_648;
  };
  for (;;) {
    const headers = cursor === undefined ? {} : { 'Last-Event-ID': cursor };
    const reader = await openReader({ port, path: '/events', headers });
    connections += 1;
    const target = done();
    const isLast = target !== undefined;
    await reader.next('connected');
    const has = () => last >= target || reader.events.some(numberIs(target));
    if (isLast) await until('the last event', has, 60);
    else await Promise.race([sleep(20 + random() * 400), reader.ended]);
    reader.close();
    for (const { event, id, data } of reader.events) {
      if (event === 'gap') faults.gaps += 1;
      if (event === 'numbered') {
        const { n } = JSON.parse(data);
        if (last !== undefined && n <= last) faults.repeated += 1;
        else if (last !== undefined && n > last + 1) faults.holes += n - last - 1;
        last = n;
      }
      if (id) cursor = id;
    }
    if (isLast) return { ...faults, connections };
  }
}

const numberIs =
  (number) =>
  ({ event, data }) =>
    event === 'numbered' && JSON.parse(data).n >= number;

/** Clients that come and go while the origin publishes; from their first event on none may be missing. */
export async function churn({ port, origin, clients, seconds }) {
  let last;
  const all = Array.from({ length: clients }, (_, index) =>
    comeAndGo({ port, seed: index + 1, done: () => last }),
  );
  const publishing = origin.ask('publishAt', { rate: 200, seconds });
  await sleep((seconds * 1000) / 2);
  ({ last } = await publishing);
  const reports = await Promise.all(all);
  const sum = (name) => reports.reduce((total, report) => total + report[name], 0);
  return {
    published: last,
    connections: sum('connections'),
    holes: sum('holes'),
    repeated: sum('repeated'),
    gaps: sum('gaps'),
  };
}
