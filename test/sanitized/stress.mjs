/**
 * Everything at once, for as many milliseconds as the first argument says, then the end that the second
 * names: `exit` and `throw` with streams open, `close`, `drain`. The addon is the one beside it, built
 * with a sanitizer; what is checked is that the sanitizer has nothing to say.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBroadcaster } from 'ssecast';
import { pick, under } from './chance.mjs';
import { churn } from './churn.mjs';
import { comeAndGo, threadIsSettled } from './environments.mjs';
import { publishAndAsk } from './publishers.mjs';
import { serve } from './serve.mjs';

const [, , duration, end, folder] = process.argv;
if (!import.meta.resolve('ssecast').startsWith(new URL('node_modules/', import.meta.url).href)) {
  throw new Error(
    `Expected the copy of ssecast beside this file, not ${import.meta.resolve('ssecast')}`,
  );
}
const options = { logger: { debug() {}, info() {}, warn() {}, error: console.error } };
const file = path.join(folder, 'history');
const broadcasters = {
  // The names say which path clients take; `shared` is what the worker threads use, too.
  shared: { directPath: true, heartbeatInterval: 200, workers: 2 },
  stream: {
    directPath: false,
    heartbeatInterval: 200,
    slowClient: 'drop-oldest',
    queueBytes: 20_000,
  },
  tight: {
    slowClient: 'latest',
    queueBytes: 2_000,
    history: { count: 20, perChannel: { count: 3 } },
  },
  strict: { slowClient: 'disconnect', queueBytes: 4_000, maxConnectionsPerUser: 2 },
  saved: { history: { file } },
};

const open = (name) => createBroadcaster({ name, ...options, ...broadcasters[name] });
const names = Object.keys(broadcasters);
const server = await serve(() => open(pick(names)));
let stopped = false;
const running = () => !stopped;

/** A broadcaster is closed under its clients, and the next call of `open` makes a new one. */
async function closeAndOpenAgain() {
  while (running()) {
    await sleep(100 + under(200));
    open(pick(['stream', 'strict', 'tight'])).close();
  }
}

async function drainAndOpenAgain() {
  while (running()) {
    await sleep(700);
    const live = open('saved');
    await live.drain({ deadline: under(50) }).catch(() => undefined);
    live.close();
  }
}

const work = [
  ...Array.from({ length: 20 }, () => churn(server.port, running)),
  ...names.map((name) => publishAndAsk(() => open(name), running)),
  comeAndGo('shared', running),
  closeAndOpenAgain(),
  drainAndOpenAgain(),
];
await Promise.race([sleep(Number(duration)), Promise.all(work)]);

if (end === 'exit' || end === 'throw') await threadIsSettled();
if (end === 'exit') process.exit(0);
if (end === 'throw') {
  setImmediate(() => {
    throw new Error('on purpose');
  });
} else {
  stopped = true;
  await Promise.allSettled(work);
  if (end === 'drain') await Promise.all(names.map((name) => open(name).drain({ deadline: 200 })));
  for (const name of names) open(name).close();
  server.close();
  console.log(JSON.stringify({ ...server.served, threads: readdirSync('/proc/self/task').length }));
}
