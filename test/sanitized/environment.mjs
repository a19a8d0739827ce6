/** A thread with clients and publishers of its own on a broadcaster that all threads share. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { createBroadcaster } from 'ssecast';
import { pick } from './chance.mjs';
import { churn } from './churn.mjs';
import { publishAndAsk } from './publishers.mjs';
import { serve } from './serve.mjs';

const { name, end, duration } = workerData;
const logger = { debug() {}, info() {}, warn() {}, error: console.error };
const own = `of a thread ${Math.floor(performance.now())}`;
const options = { logger };
const open = () => createBroadcaster({ name: pick([name, own]), ...options });

/** Reads a stream without HTTP: the stream path. */
async function read() {
  const { body } = await open().connect({ channels: ['a'] });
  for await (const _chunk of body ?? []);
}

/**
 * The direct path. Node aborts the process when a thread is cut off in its HTTP parser, so there are no
 * new requests when the thread says that it is ready; connections of the direct path have no parser left.
 */
async function openStreams() {
  const server = await serve(open);
  const until = performance.now() + 150;
  const running = () => performance.now() < until;
  await Promise.all(Array.from({ length: 4 }, () => churn(server.port, running, true)));
  await sleep(50);
}

for (let reader = 0; reader < 4; reader++) void read();
void publishAndAsk(open, () => true);
if (end !== 'at once') await openStreams();
parentPort.postMessage('ready');
if (end === 'exit' || end === 'throw') {
  await sleep(duration);
  if (end === 'throw') throw new Error('on purpose');
  process.exit(0);
}
