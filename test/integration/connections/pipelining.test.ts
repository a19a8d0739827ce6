import type { RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type Broadcaster, createBroadcaster } from 'ssecast';
import { createSSERoute } from 'ssecast/next';
import { register } from 'ssecast/next/instrumentation';
import { createSSEHandler } from 'ssecast/node';
import { sendWebResponse } from '../../unit/support/send-web-response.js';
import { closeAll, type EventServer, eventually, serveEvents, silent } from '../support/server.js';

const kRequests = 600;

/** The same stream through a Node response, and through a web response whose request is known. */
const servers: Record<string, (live: Broadcaster, gate: () => Promise<void>) => RequestListener> = {
  accept: (live, gate) => async (request, response) => {
    await gate();
    live.accept(request, response);
  },
  'a handler': (live, gate) => {
    const authorize = () => gate().then(() => ({}));
    return createSSEHandler({ authorize, broadcaster: live });
  },
  'a route': (live, gate) => {
    const authorize = () => gate().then(() => ({}));
    const { GET } = createSSERoute({ authorize, broadcaster: live });
    return async (request, response) => {
      const aborter = new AbortController();
      response.once('close', () => aborter.abort());
      const { signal } = aborter;
      const web = await GET(new Request(`http://localhost${request.url}`, { signal }));
      await sendWebResponse(web, response);
    };
  },
};

describe.each(['direct', 'stream'] as const)('pipelined requests on the %s path', (path) => {
  let live: Broadcaster;
  let app: EventServer;
  let seen: number;
  let answered: number;
  let open: () => void;
  let gate: Promise<void>;
  const sockets: Socket[] = [];

  beforeAll(() => {
    process.env.NEXT_RUNTIME = 'nodejs';
    register();
    live = createBroadcaster({
      name: `pipelined-${path}`,
      directPath: path === 'direct',
      logger: silent,
    });
  });

  beforeEach(() => {
    seen = 0;
    answered = 0;
    gate = new Promise((resolve) => {
      open = resolve;
    });
  });

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await app.close();
  });

  afterAll(() => closeAll(live, app).catch(() => undefined));

  async function begin(server: string, first = '/events'): Promise<() => string> {
    const listener = servers[server]?.(live, () => gate) as RequestListener;
    app = await serveEvents(async (request, response) => {
      if (request.url === '/short') return void response.end('short');
      seen += 1;
      await listener(request, response);
      answered += 1;
    });
    const socket = connect(Number(new URL(app.origin).port), '127.0.0.1').setEncoding('latin1');
    let text = '';
    socket
      .on('error', () => undefined)
      .on('data', (part) => {
        text += part;
      });
    sockets.push(socket);
    const get = (url: string) => `GET ${url} HTTP/1.1\r\nHost: a\r\n\r\n`;
    socket.write(get(first) + get('/events').repeat(kRequests - 1));
    return () => text;
  }

  it.each(Object.keys(servers))(
    'leave no client when the connection closes: %s',
    async (server) => {
      const text = await begin(server);
      await eventually(() => seen > 1);
      open();
      await eventually(() => text().includes('event: connected'));
      const admitted = live.stats().clients.total;
      for (const socket of sockets) socket.destroy();
      await eventually(() => live.stats().clients.total === 0);
      expect(admitted).toBe(1);
    },
  );

  it.each(Object.keys(servers))(
    'leave no client when the peer goes before authorize has answered: %s',
    async (server) => {
      await begin(server);
      await eventually(() => seen > 1);
      const before = live.stats().connections;
      for (const socket of sockets) socket.destroy();
      // Until Node has seen the end, and every request is through.
      await new Promise((resolve) => setTimeout(resolve, 100));
      open();
      if (server !== 'a route') await eventually(() => answered === seen);
      await eventually(() => live.stats().clients.total === 0);
      expect(live.stats().connections - before).toBeLessThanOrEqual(1);
    },
  );

  it.each(Object.keys(servers))('are served after a short answer: %s', async (server) => {
    const text = await begin(server, '/short');
    await eventually(() => seen > 0);
    open();
    await eventually(() => text().includes('event: connected'));
    expect(live.stats().clients.total).toBe(1);
    expect(text()).toMatch(/^HTTP\/1.1 200 OK/);
    live.disconnect('all');
    await eventually(() => live.stats().clients.total === 0);
  });

  it('are told why they cannot be served, when their turn comes', async () => {
    const listener = servers.accept?.(live, async () => undefined) as RequestListener;
    let finish = () => undefined as unknown;
    app = await serveEvents((request, response) => {
      if (request.url === '/slow') finish = () => response.end('slow');
      else {
        seen += 1;
        listener(request, response);
      }
    });
    const before = live.stats().refusals.queued;
    const socket = connect(Number(new URL(app.origin).port), '127.0.0.1').setEncoding('latin1');
    sockets.push(socket);
    let text = '';
    socket.on('data', (part) => {
      text += part;
    });
    socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET /events HTTP/1.1\r\nHost: a\r\n\r\n');
    // It was refused while the first one was not answered.
    await eventually(() => seen === 1);
    await new Promise(setImmediate);
    finish();
    await eventually(() => text.includes('An event stream cannot wait behind other answers'));
    expect(text).toContain('HTTP/1.1 503 ');
    expect(text).toMatch(/retry-after: \d+/i);
    expect(live.stats().refusals.queued).toBe(before + 1);
  });
});
