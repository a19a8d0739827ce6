import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { pick, under } from './chance.mjs';

let settled = Promise.resolve();

/** The thread of now parses no request any more. Until it is cut off, no other comes. */
export const threadIsSettled = () => settled;

/** Worker threads that come, work, and end by themselves, by an error, or cut off in the middle. */
export async function comeAndGo(name, running) {
  while (running()) {
    const end = pick(['terminate', 'terminate', 'exit', 'throw', 'at once']);
    const worker = new Worker(new URL('environment.mjs', import.meta.url), {
      workerData: { name, end, duration: under(250) },
    });
    const gone = new Promise((resolve) => worker.once('exit', resolve));
    const ready = new Promise((resolve) => worker.once('message', resolve));
    settled = Promise.race([ready, gone]);
    worker.on('error', (error) => {
      if (error.message !== 'on purpose') throw error;
    });
    if (end === 'at once') {
      await sleep(under(60));
      await worker.terminate();
    } else if (end === 'terminate') {
      await settled;
      await sleep(under(200));
      await worker.terminate();
    }
    await gone;
  }
}
