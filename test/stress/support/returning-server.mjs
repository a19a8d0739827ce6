/**
 * A server whose clients are in 1,000 channels each. Lines on its standard input make it fill its
 * history with events to 200 users each, and publish, with the time of every `publish`, while clients
 * come back.
 */
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveCommands } from '../../../bench/harness/command-server.mjs';
import { createBroadcaster } from '../../../dist/esm/lib/index.js';

const MB = 1024 * 1024;
const channels = Array.from({ length: 1_000 }, (_, index) => `user:${index}`);
// `read`: 200 of the channels that every client is in; `unread`: users that are not here.
const targets = {
  read: { user: Array.from({ length: 200 }, (_, index) => `${index}`) },
  unread: { user: Array.from({ length: 200 }, (_, index) => `other-${index}`) },
};
const live = createBroadcaster({
  name: 'returning',
  heartbeatInterval: 0,
  workers: 1,
  // Room for what is published meanwhile, so that the first event stays.
  history: { count: 50_000, bytes: 512 * MB, age: 3_600_000 },
});
const first = live.publish('all', { event: 'first', data: 0 }).id;

let watching = false;
let watched;

/** Publishes until it is stopped, some 2,000 events a second. */
async function watch(name) {
  watching = true;
  const times = [];
  while (watching) {
    for (let i = 0; i < 2; i++) {
      const began = performance.now();
      live.publish(targets[name], { event: 'e', data: 0 });
      times.push(performance.now() - began);
    }
    await sleep(1);
  }
  times.sort((a, b) => a - b);
  return { count: times.length, most: times.at(-1) };
}

const commands = {
  fill({ name, events }) {
    for (let i = 0; i < events; i++) live.publish(targets[name], { event: 'e', data: i });
    return { first };
  },
  watch({ name }) {
    watched = watch(name);
    return {};
  },
  async stop() {
    watching = false;
    return watched;
  },
  stats: () => live.stats(),
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return { ms: (user + system) / 1000 };
  },
};

const server = http.createServer((request, response) => {
  live.accept(request, response, { channels });
});
serveCommands(server, commands, { close: () => live.close() });
