/**
 * Does one thing that takes memory, and prints by how much the process grew and what `stats` says of it.
 * Argument: the name of the thing.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBroadcaster } from 'ssecast';

const MB = 1024 * 1024;
const users = (count) => Array.from({ length: count }, (_, index) => `user-${index}`);

/** Opens clients that read their first bytes and then nothing more. */
async function openStalled(live, count) {
  let number = 0;
  const server = createServer((request, response) => {
    live.accept(request, response, { clientId: `client-${number++}`, channels: [] });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets = [];
  for (let i = 0; i < count; i++) {
    const socket = connect(server.address().port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'data');
    socket.pause();
    sockets.push(socket);
  }
  return () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
}

const toManyUsers = (bytes) => ({
  options: { history: { bytes } },
  run(live, small) {
    const many = users(small ? 50 : 5_000);
    for (let i = 0; i < 1_500; i++) live.publish({ user: many }, { event: 'e', data: i });
  },
});

const things = {
  'events to 5,000 users each': toManyUsers(16 * MB),
  'events to 5,000 users each, and a large history': toManyUsers(80 * MB),
  'changes of channels without an event': {
    clients: 1,
    run(live, small) {
      for (let i = 0; i < (small ? 1_000 : 1_000_000); i++) {
        live.subscribe('client-0', 'news');
        live.unsubscribe('client-0', 'news');
      }
    },
  },
  'a refused event of 200 MB': {
    run(live, small) {
      const data = 'x'.repeat(small ? 1_000 : 200 * MB);
      try {
        live.publish('all', { event: 'e', data });
      } catch (error) {
        if (error.code !== 'ERR_SSECAST_EVENT_TOO_LARGE') throw error;
      }
    },
  },
  'events that wait for 200 clients': {
    clients: 200,
    options: { history: false, queueBytes: 4 * MB },
    async run(live, small) {
      for (let i = 0; i < (small ? 10 : 30); i++) {
        live.publish('all', { event: 'e', data: 'x'.repeat(small ? 10 : 100_000) });
        await sleep(5);
      }
    },
  },
};

const { options = {}, clients = 0, run } = things[process.argv[2]];
const live = createBroadcaster({ name: 'memory', heartbeatInterval: 0, ...options });
const close = await openStalled(live, clients);

async function settled() {
  await sleep(200);
  globalThis.gc();
  globalThis.gc();
  await sleep(100);
  return { rss: process.memoryUsage.rss(), stats: live.stats() };
}

await run(live, true);
const before = await settled();
await run(live, false);
const after = await settled();
console.log(
  JSON.stringify({
    grown: after.rss - before.rss,
    held: after.stats.heldBytes - before.stats.heldBytes,
    queued: after.stats.queuedBytes,
    history: after.stats.history.bytes,
  }),
);
live.close();
close();
