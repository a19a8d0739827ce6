/** Peers that ask for many streams on one connection, or ask and go. */
import { once } from 'node:events';
import net from 'node:net';
import { startNext } from '../support/next-app.mjs';
import { startOrigin } from '../support/origin-process.mjs';
import { openReader, until } from '../support/reader.mjs';

const get = (path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

/** Sends `count` requests in one write and closes, after the first answer or at once. */
async function pipeline({ port, path, count, reset, early }) {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(get(path).repeat(count));
  if (!early) await Promise.race([once(socket, 'data'), once(socket, 'close')]);
  if (reset) socket.resetAndDestroy();
  else socket.destroy();
}

const kCount = 100;

/** In each way that a peer may leave: how many clients are left, and how quickly the server ends. */
export async function haunt({ port, path, clients, end }) {
  for (const reset of [false, true]) {
    for (const early of [false, true]) await pipeline({ port, path, count: kCount, reset, early });
  }
  let left;
  await until(
    'the end of the clients that have left',
    async () => {
      left = await clients();
      return left === 0;
    },
    20,
  ).catch(() => undefined);
  // One that is well, so that the end has something to do.
  const reader = await openReader({ port, path });
  if (reader.status === 200) await reader.next('connected');
  const { ms } = await end();
  reader.close();
  return { left, ms, status: reader.status };
}

async function onNode(path, directPath) {
  const origin = await startOrigin({ directPath, signals: true, maxConnections: 1_000 });
  try {
    return await haunt({
      port: origin.port,
      path,
      clients: async () => (await origin.ask('stats')).clients.total,
      async end() {
        const began = performance.now();
        origin.process.signal('SIGTERM');
        await origin.process.exited;
        return { ms: performance.now() - began };
      },
    });
  } finally {
    await origin.quit();
  }
}

/** Half of the deadline of a drain, which ghosts would use up. */
const kEnd = 5_000;

export function judge(what, { left, ms, status }) {
  return {
    ok: left === 0 && ms < kEnd && status === 200,
    figure:
      `${what}: after 4 × ${kCount} pipelined requests and a close ${left} clients left, ` +
      `the next one is answered ${status}, SIGTERM takes ${ms.toFixed(0)} ms`,
  };
}

/** The same against a Next server of the matrix. */
export async function hauntNext(kind, installed, options) {
  const server = await startNext(kind, installed, options);
  try {
    return await haunt({
      port: server.port,
      path: '/api/sse?user=ann',
      clients: async () => (await server.stats()).clients.total,
      end: () => server.end(),
    });
  } finally {
    await server.end();
  }
}

export default {
  name: 'ghosts',
  title: 'Peers that pipeline requests for streams and leave',
  holdsWhen: 'no client is left, the next one is admitted, and the server ends as quickly as ever',
  async run() {
    const checks = [];
    for (const [path, how] of [
      ['/events', 'accept'],
      ['/slow', 'a handler with an async authorize'],
    ]) {
      for (const directPath of [true, false]) {
        const what = `Node, ${how}, ${directPath ? 'direct' : 'stream'} path`;
        const told = await onNode(path, directPath).catch((error) => error);
        checks.push(
          told instanceof Error
            ? { ok: false, figure: `${what}: broke off: ${told.message}` }
            : judge(what, told),
        );
      }
    }
    return checks;
  },
};
