import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import {
  type ClientHttp2Session,
  connect,
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import { createServer as createHttpsServer, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Readable } from 'node:stream';
import compression from 'compression';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import express, { type Request as ExpressRequest } from 'express';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Broadcaster, createBroadcaster, type Logger } from 'ssecast';
import { createFastifyHandler, createSSEHandler, type NodeSSEHandlerOptions } from 'ssecast/node';
import { type EventClient, openEventClient } from '../support/event-client.js';
import { eventually, silent } from '../support/server.js';

const pem = readFileSync(path.join(__dirname, '../fixtures/localhost.pem'), 'utf8');
const tls = { key: pem, cert: pem };

let live: Broadcaster;
const clients: EventClient[] = [];
const sessions: ClientHttp2Session[] = [];
/** Set by each test: ends what it has started. */
let stop: () => unknown = () => undefined;

beforeAll(() => {
  live = createBroadcaster({ name: 'frameworks', logger: silent });
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const session of sessions.splice(0)) session.destroy();
  live.disconnect('all');
  await eventually(() => live.stats().clients.total === 0);
  await stop();
});

afterAll(async () => {
  live.close();
  await new Promise((resolve) => setTimeout(resolve, 50));
});

/** Listens, and ends with the test. @returns the port */
async function listen(server: Pick<Server, 'listen' | 'address' | 'close'>): Promise<number> {
  const closed = new Promise((resolve) => {
    stop = () => {
      server.close(resolve);
      (server as Partial<Server>).closeAllConnections?.();
      return closed;
    };
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const ann = { 'X-User': 'ann' };

function open(port: number, headers: Record<string, string> = ann): EventClient {
  const client = openEventClient(port, { path: '/events', headers });
  clients.push(client);
  return client;
}

/** What every framework has to do alike. */
async function expectWhole(port: number, on: 'direct' | 'stream'): Promise<EventClient> {
  const client = open(port, { ...ann, 'Accept-Encoding': 'gzip, br' });
  const { clientId } = JSON.parse((await client.next('connected')).data);
  expect(client.head).not.toContain('content-encoding');
  expect(live.stats().clients).toMatchObject({ total: 1, [on]: 1 });
  const first = live.publish({ user: 'ann' }, { event: 'a', data: 1 });
  live.publish({ user: 'ann' }, { event: 'a', data: 'é'.repeat(50_000) });
  expect((await client.next('a')).data).toBe('1');
  expect(JSON.parse((await client.next('a')).data)).toHaveLength(50_000);
  const url = `http://127.0.0.1:${port}/events`;
  const change = await fetch(url, {
    method: 'POST',
    headers: { ...ann, 'Content-Type': 'application/json' },
    body: JSON.stringify({ clientId, join: ['news'] }),
  });
  expect([change.status, await change.json()]).toEqual([
    200,
    { joined: ['news'], left: [], cursor: expect.stringMatching(/^\d+-\d+$/) },
  ]);
  expect(live.client(clientId)?.channels).toEqual(['user:ann', 'news']);
  const resumed = open(port, { ...ann, 'Last-Event-ID': first.id });
  expect(JSON.parse((await resumed.next('connected')).data)).toMatchObject({ replayed: 1 });
  expect((await fetch(url)).status).toBe(401);
  const head = await fetch(url, { method: 'HEAD', headers: ann });
  expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  expect(live.disconnect('all')).toBe(2);
  await eventually(() => client.finished && resumed.finished);
  return client;
}

describe('Express', () => {
  /** What middleware has found out about the visitor. */
  type Visit = ExpressRequest & { visitor?: string };

  function app(...middleware: express.RequestHandler[]) {
    const application = express();
    if (middleware.length > 0) application.use(middleware);
    application.use((request: Visit, _response, next) => {
      request.visitor = request.get('X-User');
      next();
    });
    application.all(
      '/events',
      createSSEHandler({
        authorize: ({ visitor }: Visit) => (visitor ? { userId: visitor } : undefined),
        channels: (channel) => channel === 'news',
        broadcaster: live,
      }),
    );
    return application;
  }

  it.each<[string, express.RequestHandler[]]>([
    ['no middleware', []],
    ['a parser for JSON', [express.json()]],
    ['a parser for text', [express.text({ type: '*/*' })]],
    ['a parser for bytes', [express.raw({ type: '*/*' })]],
    ['compression', [compression({ threshold: 0 }), express.json()]],
  ])('works with %s', async (_name, middleware) => {
    await expectWhole(await listen(createServer(app(...middleware))), 'direct');
  });

  it('works with compression on the stream path', async () => {
    createBroadcaster({ name: live.name, directPath: false });
    try {
      await expectWhole(await listen(createServer(app(compression({ threshold: 0 })))), 'stream');
    } finally {
      createBroadcaster({ name: live.name, directPath: true });
    }
  });

  it('names the problem when a parser has read the body and not passed it on', async () => {
    const application = express();
    application.post('/events', async (request, _response, next) => {
      for await (const _chunk of request);
      next();
    });
    const error = jest.spyOn(silent as Logger, 'error');
    application.post('/events', createSSEHandler({ authorize: () => ({}), broadcaster: live }));
    const port = await listen(createServer(application));
    const answer = await fetch(`http://127.0.0.1:${port}/events`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(500);
    expect(error.mock.calls[0]?.[1]).toHaveProperty(
      'message',
      expect.stringContaining('request.body is undefined'),
    );
    error.mockRestore();
  });
});

describe('Fastify', () => {
  function app(authorize: NodeSSEHandlerOptions<FastifyRequest, FastifyReply>['authorize']) {
    const application = Fastify();
    application.addHook('onRequest', async (request, reply) => {
      reply.header('X-Hook', request.id);
    });
    application.route({
      method: ['GET', 'POST', 'PUT', 'OPTIONS'],
      url: '/events',
      handler: createFastifyHandler({
        authorize,
        channels: (channel, _identity, request) => channel === 'news' && request.url === '/events',
        broadcaster: live,
      }),
    });
    return application;
  }

  async function start(application: ReturnType<typeof app>): Promise<number> {
    stop = () => application.close();
    await application.listen({ port: 0, host: '127.0.0.1' });
    return (application.server.address() as AddressInfo).port;
  }

  const identify = ({ headers }: FastifyRequest) =>
    headers['x-user'] === undefined ? undefined : { userId: String(headers['x-user']) };

  it('works, with what its hooks have set', async () => {
    const client = await expectWhole(await start(app(identify)), 'direct');
    expect(client.head).toContain('x-hook: req-');
  });

  it('answers other methods and preflights with what its hooks have set', async () => {
    const port = await start(app(identify));
    const url = `http://127.0.0.1:${port}/events`;
    for (const [method, status] of [
      ['PUT', 405],
      ['OPTIONS', 204],
    ] as const) {
      const answer = await fetch(url, { method });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
      expect(answer.headers.get('x-hook')).toMatch(/^req-/);
    }
  });

  it('leaves a reply to Fastify that authorize has sent', async () => {
    const application = app((_request, reply) => reply.code(418).send({ own: true }));
    // With a hook that takes its time: the reply is not out when send() returns.
    application.addHook('onSend', async (_request, reply, payload) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      reply.header('X-Late', '1');
      return payload;
    });
    const port = await start(application);
    const answer = await fetch(`http://127.0.0.1:${port}/events`);
    expect([answer.status, await answer.json()]).toEqual([418, { own: true }]);
    expect(answer.headers.get('x-late')).toBe('1');
  });

  it('answers 500 when authorize throws', async () => {
    const port = await start(
      app(() => {
        throw new Error('database away');
      }),
    );
    const answer = await fetch(`http://127.0.0.1:${port}/events`);
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({ error: 'The server could not answer this request' });
  });
});

/** The events in a body, as they come. */
function eventsOf(body: Readable): (name: string) => Promise<EventSourceMessage> {
  const events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event) });
  body.setEncoding('utf8').on('data', (text: string) => parser.feed(text));
  return async (name) => {
    await eventually(() => events.some(({ event }) => event === name));
    return events.find(({ event }) => event === name) as EventSourceMessage;
  };
}

describe('connections that Node has to write', () => {
  it('https takes the stream path', async () => {
    const handler = createSSEHandler({ authorize: () => ({ userId: 'ann' }), broadcaster: live });
    const port = await listen(createHttpsServer(tls, handler));
    const request = httpsRequest({ port, host: '127.0.0.1', rejectUnauthorized: false }).end();
    const [response] = await once(request, 'response');
    const next = eventsOf(response);
    await next('connected');
    expect(live.stats().clients).toEqual({ total: 1, direct: 0, stream: 1, pending: 0 });
    live.publish({ user: 'ann' }, { event: 'a', data: 'x'.repeat(100_000) });
    expect(JSON.parse((await next('a')).data)).toHaveLength(100_000);
    request.destroy();
    await eventually(() => live.stats().clients.total === 0);
  });

  it('HTTP/2 takes the stream path, several streams on one connection', async () => {
    const authorize = jest.fn(({ headers, httpVersion }: Http2ServerRequest) =>
      headers['x-user'] === undefined
        ? undefined
        : { userId: String(headers['x-user']), channels: [`http-${httpVersion}`] },
    );
    const handler = createSSEHandler<Http2ServerRequest, Http2ServerResponse>({
      authorize,
      channels: () => true,
      broadcaster: live,
    });
    const port = await listen(createSecureServer(tls, handler) as unknown as Server);
    const session = connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
    sessions.push(session);
    const own = `https://127.0.0.1:${port}`;
    const send = async (headers: Record<string, string>, body = '') => {
      const stream = session.request(
        { ':path': '/events', origin: own, ...headers },
        { endStream: body === '' },
      );
      if (body !== '') stream.end(body);
      const [answer] = await once(stream, 'response');
      return { stream, status: answer[':status'], answer };
    };
    const streams = await Promise.all(['ann', 'bob'].map((user) => send({ 'x-user': user })));
    const readers = streams.map(({ stream }) => eventsOf(stream));
    const ids = [];
    for (const next of readers) ids.push(JSON.parse((await next('connected')).data).clientId);
    expect(streams[0]?.answer).not.toHaveProperty('connection');
    expect(live.stats().clients).toMatchObject({ total: 2, stream: 2 });
    live.publish({ channel: 'http-2.0' }, { event: 'a', data: 1 });
    for (const next of readers) expect((await next('a')).data).toBe('1');
    const join = await send(
      { 'x-user': 'ann', ':method': 'POST', 'content-type': 'application/json' },
      JSON.stringify({ clientId: ids[0], join: ['news'] }),
    );
    expect(join.status).toBe(200);
    expect(live.client(ids[0])?.channels).toContain('news');
    expect((await send({})).status).toBe(401);
    expect((await send({ 'x-user': 'ann', ':method': 'HEAD' })).status).toBe(200);
    expect((await send({ origin: 'https://evil.example' })).status).toBe(403);
    streams[0]?.stream.close();
    await eventually(() => live.stats().clients.total === 1);
    session.destroy();
    await eventually(() => live.stats().clients.total === 0);
  });

  it('admits nobody over HTTP/2 who has gone while authorize thought about it', async () => {
    let asked = false;
    const handler = createSSEHandler<Http2ServerRequest, Http2ServerResponse>({
      authorize: async (_request, response) => {
        asked = true;
        await once(response, 'close');
        return { userId: 'ann' };
      },
      broadcaster: live,
    });
    const port = await listen(createSecureServer(tls, handler) as unknown as Server);
    const session = connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
    sessions.push(session);
    const stream = session.request({ ':path': '/events' });
    stream.on('error', () => undefined);
    await eventually(() => asked);
    stream.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(live.stats().clients.total).toBe(0);
  });
});
