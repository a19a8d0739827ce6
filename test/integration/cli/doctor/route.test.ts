import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import path from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createBroadcaster } from 'ssecast';
import { createSSEHandler } from 'ssecast/node';
import { closeAll, type EventServer, serveEvents, silent } from '../../support/server.js';
import { faultsOf, find, findingsOf, runDoctor } from './support/run-doctor.js';

/** `npx ssecast doctor <url>` on routes without a proxy. */

const compression: () => RequestListener = require('compression');
const kStream = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' };
const kPage = 'https://page.example.com';

const live = createBroadcaster({ name: 'doctor-routes', logger: silent });
const slowBeats = createBroadcaster({
  name: 'doctor-slow-beats',
  logger: silent,
  heartbeatInterval: 90_000,
  directPath: false,
});
const forgetful = createBroadcaster({ name: 'doctor-forgets', logger: silent, history: false });
const authorize = () => ({ userId: 'ann' });

/** Sends a text for as long as the peer takes it. */
function pour(request: IncomingMessage, response: ServerResponse, text: string): void {
  response.writeHead(200, kStream);
  // A body that is not sent would take everything at once.
  if (request.method !== 'GET') response.end();
  else
    pipeline(
      Readable.from(
        (function* () {
          for (;;) yield text;
        })(),
      ),
      response,
      () => undefined,
    );
}

const routes: Record<string, RequestListener> = {
  '/events': createSSEHandler({ broadcaster: live, authorize }),
  '/slow-beats': createSSEHandler({ broadcaster: slowBeats, authorize }),
  '/forgets': createSSEHandler({ broadcaster: forgetful, authorize }),
  '/cors': createSSEHandler({ broadcaster: live, authorize, cors: { origins: [kPage] } }),
  '/private': createSSEHandler({
    broadcaster: live,
    authorize: ({ headers }) =>
      headers.authorization === 'Bearer t' || headers.cookie === 'login=ann' ? {} : undefined,
  }),
  async '/debug'(_request, response) {
    const clients = await live.inspect();
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ stats: {}, clients }));
  },
  /** Collects its events, and writes them at the end. */
  '/collects'(_request, response) {
    setTimeout(() => {
      response.writeHead(200, kStream);
      response.end('data: 1\n\ndata: 2\n\ndata: 3\n\n');
    }, 1_500);
  },
  '/compresses'(request, response) {
    (compression() as (...args: unknown[]) => void)(request, response, () => {
      response.writeHead(200, kStream);
      const timer = setInterval(() => response.write('id: 1\ndata: 1\n\n'), 100);
      response.on('close', () => clearInterval(timer));
    });
  },
  '/page': (_request, response) =>
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>Login</html>'),
  '/moved': (_request, response) => response.writeHead(302, { Location: '/events' }).end(),
  '/circle': (_request, response) => response.writeHead(302, { Location: '/circle' }).end(),
  '/silent': () => undefined,
  '/endless': (request, response) =>
    pour(request, response, `id: 1\ndata: ${'x'.repeat(10_000)}\n\n`),
  '/one-line': (request, response) => pour(request, response, 'x'.repeat(10_000)),
  '/escapes': (_request, response) => response.writeHead(500).end('\x1b[2J\x1b]0;title\x07gone'),
  '/cached': (_request, response) => {
    response.writeHead(200, { ...kStream, Age: '40' });
    response.write(': open\n\n');
  },
};

let server: EventServer;

beforeAll(async () => {
  server = await serveEvents((request, response) => {
    const route = routes[new URL(request.url ?? '', 'http://host').pathname];
    if (route === undefined) return response.writeHead(404).end();
    return route(request, response);
  });
});

afterAll(async () => {
  slowBeats.close();
  forgetful.close();
  await closeAll(live, server);
});

const examine = (route: string, ...options: string[]) =>
  findingsOf([server.origin + route, ...options]);

test('a client that proves who it is is let in, and another one learns how', async () => {
  const refused = find(await examine('/private'), 'answer');
  expect(refused.verdict).toBe('problem');
  expect(refused.text).toContain('401');
  expect(refused.remedy).toMatch(/--header 'Cookie: .*--token/s);
  expect(faultsOf(await examine('/private', '--token', 't'))).toEqual([]);
  expect(faultsOf(await examine('/private', '--header', 'Cookie: login=ann'))).toEqual([]);
});

test('a route that collects its events', async () => {
  const { verdict, text, remedy } = find(await examine('/collects', '--wait', '3'), 'buffering');
  expect(verdict).toBe('problem');
  expect(text).toMatch(/came together|Content-Length/);
  expect(remedy).toContain('response.write');
});

test('middleware that compresses', async () => {
  const { verdict, remedy } = find(await examine('/compresses', '--wait', '1'), 'compression');
  expect(verdict).toBe('problem');
  expect(remedy).toContain('no-transform');
  expect(remedy).toContain('response.flush()');
});

test('the stream path, and a heartbeat that proxies do not wait for', async () => {
  const findings = await examine('/slow-beats');
  expect(faultsOf(findings)).toEqual(['heartbeat: warning', 'path: warning']);
  expect(find(findings, 'heartbeat').text).toContain('nginx cuts after 60 s');
  expect(find(findings, 'heartbeat').text).not.toContain('Cloudflare');
  expect(find(findings, 'heartbeat').remedy).toContain('heartbeatInterval: 30_000');
  expect(find(findings, 'path').remedy).toContain('ssecast/next/instrumentation');
});

test('the debug route knows the path', async () => {
  const debug = ['--debug-route', `${server.origin}/debug`];
  expect(find(await examine('/events', ...debug), 'path').text).toContain('debug route');
  const wrong = ['--debug-route', `${server.origin}/page`];
  expect(find(await examine('/events', ...wrong), 'path').verdict).toBe('warning');
});

test('a history that is off is a gap for each client that comes back', async () => {
  const timer = setInterval(() => forgetful.publish('all', { event: 'tick', data: 1 }), 5);
  const { verdict, remedy } = find(await examine('/forgets'), 'resume');
  clearInterval(timer);
  expect(verdict).toBe('problem');
  expect(remedy).toContain('backplane');
});

test('a page of another origin', async () => {
  const refused = find(await examine('/events', '--origin', kPage), 'cors');
  expect(refused.verdict).toBe('problem');
  expect(refused.remedy).toContain(`cors: { origins: ['${kPage}'] }`);
  expect(find(await examine('/cors', '--origin', kPage), 'cors').verdict).toBe('ok');
});

test('what is no event stream is said in a sentence', async () => {
  const page = await examine('/page');
  expect(page).toHaveLength(1);
  expect(page[0]?.text).toContain('text/html');
  expect(find(await examine('/nowhere'), 'answer').text).toContain('404');
});

test('redirects', async () => {
  expect(faultsOf(await examine('/moved'))).toEqual(['redirect: warning']);
  expect(find(await examine('/circle'), 'answer').text).toContain('302');
});

test('a redirect to another origin does not get the token', async () => {
  const got: (string | undefined)[] = [];
  const other = await serveEvents((request, response) => {
    got.push(request.headers.authorization);
    response.writeHead(401).end();
  });
  routes['/away'] = (_request, response) =>
    response.writeHead(302, { Location: `${other.origin}/events` }).end();
  await examine('/away', '--token', 'secret');
  await other.close();
  expect(got).toEqual([undefined]);
});

test('heartbeats that come while the stream is watched', async () => {
  const quick = createBroadcaster({ name: 'quick', logger: silent, heartbeatInterval: 200 });
  routes['/quick'] = createSSEHandler({ broadcaster: quick, authorize });
  expect(faultsOf(await examine('/quick', '--wait', '2'))).toEqual([]);
  quick.close();
});

test('a peer that sends nothing, and peers that send without end', async () => {
  expect(find(await examine('/silent', '--wait', '1'), 'buffering').verdict).toBe('problem');
  expect(find(await examine('/endless'), 'end').text).toContain('1 MiB');
  expect(find(await examine('/one-line'), 'end').text).toContain('1 MiB');
});

test('a peer whose head does not end', async () => {
  const other = createTcpServer((socket) => {
    socket.on('error', () => undefined).resume();
    socket.write('HTTP/1.1 200 OK\r\n');
    const timer = setInterval(() => socket.write('X-More: 1\r\n'), 50);
    socket.on('close', () => clearInterval(timer));
  });
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const findings = await findingsOf([`http://127.0.0.1:${port}/`, '--wait', '1']);
  await new Promise((resolve) => other.close(resolve));
  expect(faultsOf(findings)).toEqual(['buffering: problem']);
});

test('a stream out of a cache', async () => {
  expect(find(await examine('/cached', '--wait', '1'), 'caching').verdict).toBe('problem');
});

test('nobody answers there', async () => {
  const other = createTcpServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  await new Promise((resolve) => other.close(resolve));
  const findings = await findingsOf([`http://127.0.0.1:${port}/api/sse`]);
  expect(faultsOf(findings)).toEqual(['answer: problem']);
});

test('a peer that does not speak HTTP', async () => {
  const other = createTcpServer((socket) => socket.resume().end('220 mail ready\r\n'));
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const findings = await findingsOf([`http://127.0.0.1:${port}/`]);
  await new Promise((resolve) => other.close(resolve));
  expect(find(findings, 'answer').text).toContain('does not speak http');
});

test('HTTP/2 over TLS', async () => {
  const file = path.resolve(__dirname, '../../fixtures/localhost.pem');
  const pem = readFileSync(file);
  const handler = createSSEHandler({ broadcaster: live, authorize }) as never;
  const secure = createSecureServer({ key: pem, cert: pem, allowHTTP1: true }, handler);
  secure.listen(0, '127.0.0.1');
  await once(secure, 'listening');
  const url = `https://localhost:${(secure.address() as AddressInfo).port}/`;
  const untrusted = find(await findingsOf([url]), 'answer');
  expect(untrusted.remedy).toContain('NODE_EXTRA_CA_CERTS');
  process.env.NODE_EXTRA_CA_CERTS = file;
  const findings = await findingsOf([url]);
  delete process.env.NODE_EXTRA_CA_CERTS;
  expect(find(findings, 'http').text).toContain('HTTP/2');
  expect(find(findings, 'resume').verdict).toBe('ok');
  await new Promise((resolve) => secure.close(resolve));
});

test('exit codes, and a report that a server cannot write into', async () => {
  expect((await runDoctor([`${server.origin}/events`])).code).toBe(0);
  const faulty = await runDoctor([`${server.origin}/escapes`]);
  expect(faulty.code).toBe(1);
  expect(faulty.output).toContain('gone');
  expect(faulty.output).not.toContain('\x1b');
  const misused = await runDoctor(['localhost:3000']);
  expect(misused.code).toBe(2);
  expect(misused.errors).toContain('http://');
});
