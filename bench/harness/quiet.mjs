import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuOf } from './cpu.mjs';

const LOOK_MS = 50;
const LOOKS = 3;
const AT_REST_US = 2_000;
const PATIENCE_MS = 10_000;

/** Waits until a process does next to nothing: what was begun for it is done. */
export async function untilQuiet(pid) {
  const deadline = performance.now() + PATIENCE_MS;
  let before = cpuOf(pid).totalUs;
  for (let quiet = 0; quiet < LOOKS && performance.now() < deadline; ) {
    await sleep(LOOK_MS);
    const now = cpuOf(pid).totalUs;
    quiet = now - before < AT_REST_US ? quiet + 1 : 0;
    before = now;
  }
}
