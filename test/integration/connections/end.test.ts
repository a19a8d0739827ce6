import type { RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import express from 'express';
import fastify from 'fastify';
import { type Broadcaster, createBroadcaster } from 'ssecast';
import { createSSERoute } from 'ssecast/next';
import { register } from 'ssecast/next/instrumentation';
import { createFastifyHandler, createSSEHandler } from 'ssecast/node';
import { sendWebResponse } from '../../unit/support/send-web-response.js';
import { closeAll, eventually, serveEvents, silent } from '../support/server.js';

type Listen = (live: Broadcaster, identity: { expiresAt?: number }) => Promise<Served>;
interface Served {
  port: number;
  close(): Promise<void>;
}

async function plain(listener: RequestListener): Promise<Served> {
  const app = await serveEvents((request, response) => {
    if (request.url === '/next') response.end('next');
    else listener(request, response);
  });
  return { port: Number(new URL(app.origin).port), close: () => app.close() };
}

const servers: Record<string, Listen> = {
  accept: (live, identity) =>
    plain((request, response) => void live.accept(request, response, identity)),
  'accept under a header of its own': (live, identity) =>
    plain((request, response) => {
      response.setHeader('Connection', 'keep-alive');
      live.accept(request, response, identity);
    }),
  'a route': (live, identity) => {
    const { GET } = createSSERoute({ authorize: () => identity, broadcaster: live });
    return plain(async (request, response) => {
      await sendWebResponse(await GET(new Request(`http://localhost${request.url}`)), response);
    });
  },
  Express: (live, identity) => {
    const app = express();
    app.get('/events', createSSEHandler({ authorize: () => identity, broadcaster: live }));
    return plain(app);
  },
  Fastify: async (live, identity) => {
    const app = fastify({ forceCloseConnections: true });
    app.get('/events', createFastifyHandler({ authorize: () => identity, broadcaster: live }));
    app.get('/next', async () => 'next');
    await app.listen({ port: 0, host: '127.0.0.1' });
    return {
      port: (app.server.address() as AddressInfo).port,
      close: () => app.close().then(() => undefined),
    };
  },
};

const ends: Record<string, (live: Broadcaster) => unknown> = {
  maxConnectionAge: () => undefined,
  disconnect: (live) => live.disconnect('all'),
  expiresAt: () => undefined,
  drain: (live) => live.drain(),
};

/** Reads a stream to its end, and says what may be done with the connection then. */
async function afterTheEnd(port: number, end: () => unknown, version: string) {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  let text = '';
  let hasEnded = false;
  socket.on('data', (part) => {
    text += part;
  });
  // A reset is an end, too.
  socket
    .on('error', () => undefined)
    .on('close', () => {
      hasEnded = true;
    });
  socket.write(`GET /events HTTP/${version}\r\nHost: a\r\nConnection: keep-alive\r\n\r\n`);
  await eventually(() => text.includes('event: connected'));
  const [head = ''] = text.split('\r\n\r\n', 1);
  await end();
  await eventually(() => hasEnded || /\r\n0\r\n\r\n$/.test(text));
  const announced = /^connection: (.*)$/im.exec(head)?.[1];
  if (announced === 'close') {
    await eventually(() => hasEnded);
  } else if (!hasEnded) {
    socket.write('GET /next HTTP/1.1\r\nHost: a\r\n\r\n');
    await eventually(() => hasEnded || text.endsWith('next'));
  }
  socket.destroy();
  return { announced, isReusable: !hasEnded };
}

let number = 0;

describe.each(['direct', 'stream'] as const)('the end of a stream on the %s path', (path) => {
  const cases = Object.keys(servers).flatMap((server) =>
    // How the stream ends is the workers' matter, the same for every server.
    Object.keys(ends)
      .filter((end) => end === 'disconnect' || server === 'accept' || server === 'a route')
      .map((end) => [server, end] as const),
  );

  beforeAll(() => {
    process.env.NEXT_RUNTIME = 'nodejs';
    register();
  });

  it.each(cases)('keeps the promise of its head: %s, %s', async (server, end) => {
    const live = createBroadcaster({
      name: `end-${++number}`,
      directPath: path === 'direct',
      logger: silent,
      ...(end === 'maxConnectionAge' ? { maxConnectionAge: 1_000 } : {}),
    });
    const expiresAt = end === 'expiresAt' ? Date.now() + 2_000 : undefined;
    const app = await (servers[server] as Listen)(live, { expiresAt });
    try {
      const after = await afterTheEnd(app.port, () => ends[end]?.(live), '1.1');
      expect(after).toEqual(
        path === 'direct' && process.platform !== 'win32'
          ? { announced: 'close', isReusable: false }
          : { announced: 'keep-alive', isReusable: true },
      );
    } finally {
      await closeAll(live, { close: app.close } as never);
    }
  });

  it('ends the connection of HTTP/1.0, which knows the end of a body by nothing else', async () => {
    const live = createBroadcaster({
      name: `end-${++number}`,
      directPath: path === 'direct',
      logger: silent,
    });
    const app = await (servers.accept as Listen)(live, {});
    const after = await afterTheEnd(app.port, () => live.disconnect('all'), '1.0');
    expect(after).toEqual({ announced: 'close', isReusable: false });
    await closeAll(live, { close: app.close } as never);
  });
});
