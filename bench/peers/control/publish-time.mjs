import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { drained, nextPayload } from './publisher.mjs';

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
 */
export async function burst(size, repeats) {
  const publishing = [];
  const stringifying = [];
  for (let i = 0; i < repeats; i++) {
    await drained(30);
    const payloads = Array.from({ length: size }, nextPayload);
    let characters = 0;
    const stringify = await timeTick(() => {
      for (const payload of payloads) characters += JSON.stringify(payload).length;
    });
    const publish = await timeTick(() => {
      for (const payload of payloads) globalThis.benchPeer.publish(payload);
    });
    if (characters > 0) stringifying.push(stringify / size);
    publishing.push(publish / size);
  }
  await drained(0);
  const [publishUs, stringifyUs] = [median(publishing), median(stringifying)];
  return { publishUs, stringifyUs, besidesUs: publishUs - stringifyUs };
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
