/** A page on its way into the back/forward cache, and back. */
import { connection, errors, log, open as openIdle, server, status } from './support/open.js';
import type { startServer } from './support/sse-server.js';
import { until } from './support/until.js';

const greeting = 'id: 5-1\nevent: connected\ndata: {"clientId":"c"}\n\n';
const holder = globalThis as Record<string, unknown>;
let page: EventTarget;

async function open(answer: Parameters<typeof startServer>[0]) {
  await openIdle(answer, { reconnectInterval: 60_000 });
  connection.connect();
}

beforeEach(() => {
  page = new EventTarget();
  holder.addEventListener = page.addEventListener.bind(page);
  holder.removeEventListener = page.removeEventListener.bind(page);
});
afterEach(() => {
  delete holder.addEventListener;
  delete holder.removeEventListener;
});
const say = (type: string) => page.dispatchEvent(new Event(type));
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('pagehide lets the stream go without a word, pageshow resumes it from the cursor', async () => {
  await open((visit) => visit.stream(greeting));
  await until(() => connection.getSnapshot().events.length === 1);
  say('pagehide');
  await server.visits[0]?.gone;
  expect(log).toEqual(['open', 'connected']);
  say('pageshow');
  await until(() => connection.getSnapshot().events.length === 2);
  expect(server.visits[1]?.request.headers['last-event-id']).toBe('5-1');
  expect(log).toEqual(['open', 'connected', 'close', 'open', 'connected']);
});

test('a request on its way is let go, too', async () => {
  await open((visit, number) => number > 1 && visit.stream(greeting));
  await until(() => server.visits.length === 1);
  say('pagehide');
  await server.visits[0]?.gone;
  say('pageshow');
  await until(() => status() === 'open');
});

test('a wait goes on: the server asked for it', async () => {
  await open((visit) => visit.response.writeHead(503, { 'Retry-After': '60' }).end());
  await until(() => errors.length === 1);
  say('pagehide');
  say('pageshow');
  await pause(50);
  expect(server.visits).toHaveLength(1);
});

test('what disconnect() has closed stays closed', async () => {
  await open((visit) => visit.stream(greeting));
  await until(() => status() === 'open');
  say('pagehide');
  connection.disconnect();
  expect(status()).toBe('closed');
  say('pageshow');
  await pause(50);
  expect(server.visits).toHaveLength(1);
});
