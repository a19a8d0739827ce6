import type { RequestListener } from 'node:http';
import { createBroadcaster } from 'ssecast';
import { createSSEHandler } from 'ssecast/node';
import { closeAll, type EventServer, serveEvents, silent } from '../../support/server.js';
import { faultsOf, find, findingsOf } from './support/run-doctor.js';
import { type RunningProxy, runProxy } from './support/run-proxy.js';

/** `npx ssecast doctor <url>` behind real proxies: each fault is named with its remedy. */

const live = createBroadcaster({ name: 'doctor-proxies', logger: silent });
const events = createSSEHandler({ broadcaster: live, authorize: () => ({ userId: 'ann' }) });

/** A route as one writes it without knowing proxies: an event now and then, and few headers. */
const simple: RequestListener = (_request, response) => {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-cache, no-transform',
  });
  let id = 0;
  const write = () => response.write(`id: ${++id}\ndata: ${id}\n\n`);
  write();
  const timer = setInterval(write, 200);
  response.on('close', () => clearInterval(timer));
};

let server: EventServer;
let proxy: RunningProxy | undefined;

beforeAll(async () => {
  server = await serveEvents((request, response) => {
    if (request.url === '/alive') return response.writeHead(204).end();
    return request.url === '/simple' ? simple(request, response) : events(request, response);
  });
});

afterEach(async () => {
  await proxy?.end();
  proxy = undefined;
});

afterAll(() => closeAll(live, server));

async function examine(name: string, path = '/events') {
  proxy = await runProxy(name, server.origin);
  return findingsOf([proxy.origin + path, '--wait', '2']);
}

test('a server without a proxy has no finding, and the direct path', async () => {
  const findings = await findingsOf([`${server.origin}/events`]);
  expect(faultsOf(findings)).toEqual([]);
  expect(find(findings, 'path').text).toContain('The direct path');
});

test.each(['nginx of the docs', 'nginx with its defaults', 'haproxy of the docs'])(
  '%s before ssecast has no finding',
  async (name) => {
    expect(faultsOf(await examine(name))).toEqual([]);
  },
);

test('nginx with its defaults holds back a route that does not say anything to it', async () => {
  const findings = await examine('nginx with its defaults', '/simple');
  const { verdict, text, remedy } = find(findings, 'buffering');
  expect(verdict).toBe('problem');
  expect(text).toContain('held back');
  expect(remedy).toContain('proxy_buffering off;');
  expect(remedy).toContain("'X-Accel-Buffering', 'no'");
  expect(find(findings, 'proxies').text).toContain('nginx');
});

test('nginx that ignores X-Accel-Buffering holds back ssecast', async () => {
  const findings = await examine('nginx that ignores X-Accel-Buffering');
  const { verdict, remedy } = find(findings, 'buffering');
  expect(verdict).toBe('problem');
  expect(remedy).toContain('proxy_ignore_headers X-Accel-Buffering;');
  expect(remedy).toContain('proxy_buffering off;');
  // The route does already what it can.
  expect(remedy).not.toContain('in the route');
});

test('nginx with gzip compresses the stream', async () => {
  const findings = await examine('nginx with gzip');
  expect(faultsOf(findings)).toEqual(['compression: warning']);
  const { text, remedy } = find(findings, 'compression');
  expect(text).toContain('gzip');
  expect(remedy).toContain('remove text/event-stream from gzip_types');
});

test('haproxy without http-no-delay makes each event late', async () => {
  const findings = await examine('haproxy without http-no-delay');
  expect(faultsOf(findings)).toEqual(['delay: problem']);
  expect(find(findings, 'delay').remedy).toContain('option http-no-delay');
});
