/** The clock of a whole process steps, as NTP and resumed virtual machines make it. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { neighbourFile, unpackNeighbours } from '../../../scripts/lib/neighbours.mjs';
import { inFolder } from '../../stress/support/harness.mjs';
import { comeWith, missing, repeated } from '../support/followers.mjs';
import { startOrigin } from '../support/origin-process.mjs';
import { openReader, until } from '../support/reader.mjs';

const kHour = 3_600;
const kDay = 24 * kHour;
const steps = { '+1 hour': kHour, '-1 hour': -kHour, '+1 day': kDay, '-1 day': -kDay };
const kTenMinutes = 600_000;
const signed = (seconds) => `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}`;

/** A server whose clock is what the file says; what measures intervals goes on as it is. */
function startWithClock(file, options) {
  return startOrigin(options, {
    env: {
      LD_PRELOAD: neighbourFile('faketime/libfaketimeMT.so.1'),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    },
  });
}

async function publish(origin, count) {
  let last;
  for (let i = 0; i < count; i++) last = await origin.ask('publish');
  return last.n;
}

const numbersOf = (reader) =>
  reader.events.filter(({ event }) => event === 'numbered').map(({ data }) => JSON.parse(data).n);

/** Sets the clock and waits until the process has it. */
async function stepTo(origin, file, seconds) {
  writeFileSync(file, signed(seconds));
  await until('the step of the clock', async () => {
    const { now } = await origin.ask('time');
    return Math.abs(now - Date.now() - seconds * 1000) < 60_000;
  });
}

/**
 * Clients with and without an end of their own, before, during and after a step. One whose end is far
 * away in either clock gets everything; heartbeats in between may not carry a cursor past an event.
 */
async function whileRunning(seconds, file) {
  writeFileSync(file, '+0');
  const origin = await startWithClock(file, { heartbeatInterval: 500 });
  try {
    const { port } = origin;
    // Three days on: after the step of a day, too.
    const paths = ['/events', `/events?ttl=${3 * kDay * 1000}`];
    const readers = await Promise.all(paths.map((each) => openReader({ port, path: each })));
    for (const reader of readers) await reader.next('connected');
    const before = await publish(origin, 5);
    await stepTo(origin, file, seconds);
    // Its end lies before the newest id where the clock went back, and long after its events.
    const late = await openReader({ port, path: `/events?ttl=${kTenMinutes}` });
    await late.next('connected');
    await publish(origin, 5);
    const { heartbeats } = await origin.ask('stats');
    await until('a heartbeat', async () => (await origin.ask('stats')).heartbeats > heartbeats + 1);
    const last = await publish(origin, 5);
    await Promise.all(
      [...readers, late].map((reader) =>
        until('the last event', () => numbersOf(reader).includes(last), 20).catch(() => undefined),
      ),
    );
    const lost = readers.map((reader) => missing(numbersOf(reader), 1, last));
    const lateLost = missing(numbersOf(late), before + 1, last);
    const again = [...readers, late].map((reader) => repeated(numbersOf(reader)));
    // Comes back with what it had before the step.
    const cursor = readers[0].events.find(
      ({ event, data }) => event === 'numbered' && JSON.parse(data).n === before,
    ).id;
    const back = await comeWith(port, cursor, last);
    const backLost = back.gap ? 0 : missing(back.numbers, before + 1, last);
    for (const reader of [...readers, late]) reader.close();
    const sum = [...lost, ...again].reduce((a, b) => a + b, 0) + backLost + lateLost;
    return {
      ok: sum === 0,
      figure:
        `of ${last} events ${lost[0]} lost, with expiresAt ${lost[1]}, of ${last - before} with an end in ten minutes ${lateLost}; a client that comes back ` +
        `${back.gap ? 'is told of a gap' : `resumed, ${backLost} lost`}`,
    };
  } finally {
    await origin.quit();
  }
}

/** The next process begins with another clock, with and without what the first has left. */
async function overRestart(seconds, file, history) {
  writeFileSync(file, '+0');
  const options = { signals: true, ...(history ? { history: { file: history } } : {}) };
  const processes = [await startWithClock(file, options)];
  try {
    const [first] = processes;
    const reader = await openReader({ port: first.port, path: '/events' });
    await reader.next('connected');
    const before = await publish(first, 5);
    await until('the first events', () => numbersOf(reader).includes(before));
    const cursor = reader.lastId();
    reader.close();
    const missed = await publish(first, 5);
    first.process.signal('SIGTERM');
    await first.process.exited;
    writeFileSync(file, signed(seconds));
    const second = await startWithClock(file, { ...options, first: missed + 1 });
    processes.push(second);
    const last = await publish(second, 5);
    const back = await comeWith(second.port, cursor, last).catch(async (error) => {
      // Nothing is replayed where a gap is told: what comes then is live.
      const live = await openReader({
        port: second.port,
        path: '/events',
        headers: { 'Last-Event-ID': cursor },
      });
      const told = (await live.next('connected')).json();
      const next = await publish(second, 1);
      await until(error.message, () => numbersOf(live).includes(next), 20);
      const numbers = numbersOf(live);
      live.close();
      return { ...told, numbers };
    });
    const lost = missing(back.numbers, before + 1, last);
    return {
      ok: back.gap !== (lost === 0),
      figure: back.gap ? 'a gap is told' : `resumed, ${lost} lost silently`,
    };
  } finally {
    await Promise.all(processes.map((each) => each.quit()));
  }
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
  name: 'clocks',
  title: "The process's clock steps by an hour and by a day",
  holdsWhen:
    'every event arrives, once, or a gap is told; also where streams have an end of their own',
  async run({ quick }) {
    await unpackNeighbours();
    const names = Object.keys(steps).filter((name) => !quick || name.includes('hour'));
    return inFolder(async (folder) => {
      const checks = [];
      for (const name of names) {
        const place = (what) => path.join(folder, `${checks.length}-${what}`);
        const run = () => whileRunning(steps[name], place('clock'));
        checks.push(await check(`${name} while running`, run));
        for (const history of [undefined, place('history')]) {
          const over = () => overRestart(steps[name], place('clock'), history);
          const how = history ? 'with a history file' : 'without a history file';
          checks.push(await check(`${name} over a restart ${how}`, over));
        }
      }
      return checks;
    });
  },
};
