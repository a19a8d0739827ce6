import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

const PAD = 'x'.repeat(Number(process.env.BENCH_PAD_BYTES ?? 100));
/** Events that may wait for a client while saturated: enough to keep a writer busy, and bounded. */
const SATURATION_WINDOW = 64;

let published = 0;
/** Events to one session each. */
let targeted = 0;
/** Has no factor in common with the numbers of sessions: neighbours in time are none in memory. */
const STRIDE = 787;

/** CLOCK_MONOTONIC in nanoseconds, the clock of the load client. */
function monotonicNs() {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e9 + nanoseconds;
}

/** The data of the next event. The load client knows its first two fields by their places. */
export function nextPayload() {
  published += 1;
  return { n: published, t: monotonicNs(), pad: PAD };
}

/**
 * The next event to one of `sessions` sessions: `{ session, payload }`. All of them get one before any
 * gets its next one, which has the next number, so the load client checks the order of each. `s` says
 * which client must have it. The name is made anew, as names that come with a request are.
 */
export function nextTargeted(sessions) {
  const place = targeted % sessions;
  if (place === 0) published += 1;
  targeted += 1;
  const session = (place * STRIDE) % sessions;
  return {
    session: `session-${session}`,
    payload: { n: published, t: monotonicNs(), s: session, pad: PAD },
  };
}

/**
 * Calls `work` `count` times, `rate` times a second. One timer and no promise: what the clock costs
 * the server is not what is measured.
 */
function onSchedule(rate, count, work) {
  return new Promise((resolve) => {
    const began = performance.now();
    let done = 0;
    const tick = () => {
      work();
      done += 1;
      if (done === count) return resolve();
      // Late or not, the loop turns between two events: sockets must get their share.
      const early = began + (done * 1000) / rate - performance.now();
      if (early > 0) setTimeout(tick, early);
      else setImmediate(tick);
    };
    tick();
  });
}

export async function publishAt(rate, count, size) {
  const first = published + 1;
  await onSchedule(rate / size, count / size, () => {
    for (let i = 0; i < size; i++) globalThis.benchPeer.publish(nextPayload());
  });
  return { first, last: published };
}

/** Events to one session each. `count` is a multiple of `sessions`: numbers count the rounds. */
export async function targetAt(rate, count, size, sessions) {
  const first = published + 1;
  await onSchedule(rate / size, count / size, () => {
    for (let i = 0; i < size; i++) {
      const { session, payload } = nextTargeted(sessions);
      globalThis.benchPeer.publishTo(session, payload);
    }
  });
  return { first, last: published };
}

/** Has the peer keep `count` events for clients that come. @returns what such a client adds to its path */
export function keep(count) {
  return globalThis.benchPeer.keep(Array.from({ length: count }, nextPayload));
}

/** Publishes in bursts, and waits after each until all its promises have settled. */
export async function settle(size, repeats, gap) {
  const first = published + 1;
  for (let i = 0; i < repeats; i++) {
    await Promise.all(
      Array.from({ length: size }, () => globalThis.benchPeer.publish(nextPayload())),
    );
    await sleep(gap);
  }
  return { first, last: published };
}

/** Publishes as fast as promises settle, of which at most `open` wait. */
export async function flood(milliseconds, open) {
  const first = published + 1;
  const end = performance.now() + milliseconds;
  let waiting = 0;
  let full = () => undefined;
  const settled = () => {
    if (waiting-- === open) full();
  };
  while (performance.now() < end) {
    if (waiting < open) {
      waiting++;
      globalThis.benchPeer.publish(nextPayload()).then(settled);
    } else {
      await new Promise((resolve) => {
        full = resolve;
      });
    }
  }
  return { first, last: published };
}

/** The same clock, with nothing to publish. */
export async function tickAt(rate, count) {
  await onSchedule(rate, count, () => {});
  return {};
}

export async function saturate(milliseconds) {
  const first = published + 1;
  const end = performance.now() + milliseconds;
  const peer = globalThis.benchPeer;
  while (performance.now() < end) {
    // While the window is full, looking more often would only cost CPU.
    if (peer.backlog() + peer.batch > SATURATION_WINDOW) {
      await sleep(1);
      continue;
    }
    for (let i = 0; i < peer.batch; i++) peer.publish(nextPayload());
    await nextTurn();
  }
  return { first, last: published };
}

/** Waits until nothing waits for a client, then `gap` milliseconds for threads to fall asleep. */
export async function drained(gap) {
  const deadline = performance.now() + 60_000;
  while (globalThis.benchPeer.backlog() > 0 && performance.now() < deadline) await sleep(5);
  await sleep(gap);
}
