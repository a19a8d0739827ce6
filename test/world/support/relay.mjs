/** A hop between a proxy, or clients, and the server, which the rows can turn to another server. */
import { once } from 'node:events';
import net from 'node:net';

/**
 * Passes bytes on at once. `moment`: milliseconds by which the end of a server's connection comes after
 * its bytes, as a busy server or a network has it. A proxy that was not told that the connection ends
 * has the time to use it for another request, which otherwise happens now and then.
 */
export async function startRelay(origin, moment = 0) {
  const sockets = new Set();
  const waiting = [];
  let target = origin;
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    near.on('error', () => undefined);
    if (target === undefined) waiting.push(near);
    else join(near);
  });

  function join(near) {
    const far = net.connect({
      port: target,
      host: '127.0.0.1',
      allowHalfOpen: true,
      noDelay: true,
    });
    pass(near, far, 0);
    pass(far, near, moment);
  }

  function pass(from, to, wait) {
    sockets.add(from);
    from.on('data', (bytes) => {
      if (!to.destroyed) to.write(bytes);
    });
    from.on('end', () => setTimeout(() => to.end(), wait));
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      setTimeout(() => to.destroy(), wait * 2);
    });
  }

  server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 });
  await once(server, 'listening');
  return {
    port: server.address().port,
    /** New connections wait until there is a server again. */
    hold() {
      target = undefined;
    },
    to(port) {
      target = port;
      for (const near of waiting.splice(0)) join(near);
    },
    end() {
      for (const socket of [...sockets, ...waiting]) socket.destroy();
      server.close();
    },
  };
}
