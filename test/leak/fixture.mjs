/**
 * A server and its clients in one process: connects and disconnects in batches, and prints, batch
 * by batch, what is left. Arguments: path, connections, connections a batch.
 */
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBroadcaster } from 'ssecast';

const [path, connections, batch] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const live = createBroadcaster({ name: 'leak', directPath: path === 'direct' });
let number = 0;
const server = createServer((request, response) => {
  const user = `user-${number++}`;
  live.accept(request, response, { userId: user, sessionId: `session-${user}`, channels: [user] });
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address();

const descriptors = () => readdirSync('/proc/self/fd').length;

/** Opens a client and waits for its first bytes. */
async function connectAndLeave() {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(socket, 'data');
  return socket;
}

// The worker has started, and has the descriptors that it keeps.
(await connectAndLeave()).destroy();
while (live.stats().clients.total > 0) await sleep(5);
const before = descriptors();
for (let done = 0; done < connections; done += batch) {
  const sockets = await Promise.all(Array.from({ length: batch }, connectAndLeave));
  live.publish('all', { event: 'noise', data: 'x'.repeat(500) });
  for (const socket of sockets) socket.destroy();
  while (live.stats().clients.total > 0) await sleep(5);
  globalThis.gc();
  const { rss, heapUsed } = process.memoryUsage();
  console.log(JSON.stringify({ done: done + batch, rss, heapUsed }));
}
await sleep(200);
console.log(
  JSON.stringify({ before, after: descriptors(), connections: live.stats().connections - 1 }),
);
live.close();
server.close();
