import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { drained, nextPayload, nextTargeted } from './publisher.mjs';

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Times `work` up to the end of its tick. A library may defer work with `process.nextTick`; the
 * callback registered here comes after it in the queue, so that it is counted.
 * @returns {Promise<number>} microseconds
 */
function timeTick(work) {
  return new Promise((resolve) => {
    const began = process.hrtime.bigint();
    work();
    process.nextTick(() => resolve(Number(process.hrtime.bigint() - began) / 1000));
  });
}

/**
 * Microseconds of the JavaScript thread per publish in a burst within one tick, and those of
 * `JSON.stringify` for the same objects, timed the same way.
 * @param next makes the next event, an object with `payload`; @param publish sends it
 */
async function timeBursts(size, repeats, next, publish) {
  const publishing = [];
  const stringifying = [];
  const events = [];
  for (let i = 0; i < repeats; i++) {
    await drained(30);
    for (let j = 0; j < size; j++) events[j] = next();
    let characters = 0;
    const stringifyAll = async () => {
      const us = await timeTick(() => {
        for (const { payload } of events) characters += JSON.stringify(payload).length;
      });
      if (characters > 0) stringifying.push(us / size);
    };
    // The second of two finds the data in the caches: each is the first one as often.
    if (i % 2 === 0) await stringifyAll();
    const published = await timeTick(() => {
      for (const event of events) publish(event);
    });
    publishing.push(published / size);
    if (i % 2 === 1) await stringifyAll();
  }
  await drained(0);
  const [publishUs, stringifyUs] = [median(publishing), median(stringifying)];
  return { publishUs, stringifyUs, besidesUs: publishUs - stringifyUs };
}

const toAll = ({ payload }) => globalThis.benchPeer.publish(payload);

export function burst(size, repeats) {
  return timeBursts(size, repeats, () => ({ payload: nextPayload() }), toAll);
}

/** `size * repeats` is a multiple of `sessions`. `first` and `last`: the numbers of the events. */
export async function burstToSessions(size, repeats, sessions) {
  const numbers = [];
  const next = () => {
    const event = nextTargeted(sessions);
    numbers.push(event.payload.n);
    return event;
  };
  const times = await timeBursts(size, repeats, next, ({ session, payload }) =>
    globalThis.benchPeer.publishTo(session, payload),
  );
  return { first: numbers[0], last: numbers.at(-1), ...times };
}

/** What data has besides its text. */
const FIELDS_BYTES = 45;

/** One piece of memory, as texts of databases are, and not a rope. */
const textOf = (bytes) =>
  Buffer.alloc(bytes, 'All of it is text of one byte a character. ').toString('latin1');

/** What `Buffer.from` of the same text takes: the least that a library does that sends it. */
async function timeCopies(text, size, repeats) {
  const times = [];
  for (let i = 0; i < repeats; i++) {
    let copied = 0;
    const us = await timeTick(() => {
      for (let j = 0; j < size; j++) copied += Buffer.from(text).length;
    });
    if (copied > 0) times.push(us / size);
  }
  return median(times);
}

/** Bursts of events whose data is about `bytes` long. */
export async function burstOfBytes(bytes, size, repeats) {
  const numbers = [];
  const pad = textOf(bytes - FIELDS_BYTES);
  const next = () => {
    const payload = { ...nextPayload(), pad };
    numbers.push(payload.n);
    return { payload };
  };
  const times = await timeBursts(size, repeats, next, toAll);
  const text = JSON.stringify({ n: numbers.at(-1), pad });
  const copyUs = await timeCopies(text, size, repeats);
  return { first: numbers[0], last: numbers.at(-1), ...times, copyUs };
}

/** Microseconds of the JavaScript thread for one publish while every other thread is asleep. */
export async function lone(count, gap) {
  const times = [];
  for (let i = 0; i < count; i++) {
    await drained(gap);
    const payload = nextPayload();
    times.push(await timeTick(() => globalThis.benchPeer.publish(payload)));
  }
  await drained(0);
  return { p50Us: median(times), p90Us: times[Math.floor(times.length * 0.9)] };
}

const SLEEPER = `
  const { workerData } = require('node:worker_threads');
  for (;;) Atomics.wait(workerData, 0, Atomics.load(workerData, 0));
`;

/**
 * Microseconds of this JavaScript thread for waking a sleeping thread and nothing else, timed like
 * `lone`: what is left of a lone publish when it publishes nothing.
 */
export async function wake(count, gap) {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const sleeper = new Worker(SLEEPER, { eval: true, workerData: cell });
  await once(sleeper, 'online');
  const times = [];
  for (let i = 0; i < count; i++) {
    await sleep(gap);
    const time = await timeTick(() => {
      Atomics.add(cell, 0, 1);
      Atomics.notify(cell, 0);
    });
    times.push(time);
  }
  await sleeper.terminate();
  return { p50Us: median(times) };
}
