/** Peers that ask for many streams on one connection and leave. */
import { once } from 'node:events';
import net from 'node:net';
import { until } from './reader.mjs';

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

/** Requests in one write. */
export const kCount = 100;

/** In each way that a peer may leave. @returns how many clients are left over `expected` */
export async function haunt({ port, path, clients, expected = 0 }) {
  for (const reset of [false, true]) {
    for (const early of [false, true]) await pipeline({ port, path, count: kCount, reset, early });
  }
  let left;
  const gone = async () => {
    left = (await clients()) - expected;
    return left === 0;
  };
  await until('the end of the clients that have left', gone, 20).catch(() => undefined);
  return left;
}
