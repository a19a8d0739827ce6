import type { ConnectionOptions, SSEEvent } from '../../../lib/client/index.js';
import { connection, errors, open as openIdle, server, status } from './support/open.js';
import type { Visit } from './support/sse-server.js';
import { until } from './support/until.js';

const greeting = (heartbeatInterval = 0) =>
  `retry: 5\nid: 1700000000000-1\nevent: connected\ndata: ${JSON.stringify({ clientId: 'c', heartbeatInterval })}\n\n`;

const page = new EventTarget();
const holder = globalThis as Record<string, unknown>;

async function open(
  answer: (visit: Visit, number: number) => void,
  options: ConnectionOptions = {},
): Promise<void> {
  await openIdle(answer, { reconnectInterval: 5, ...options });
  connection.connect();
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

beforeEach(() => {
  holder.addEventListener = page.addEventListener.bind(page);
  holder.removeEventListener = page.removeEventListener.bind(page);
});

afterEach(() => {
  delete holder.addEventListener;
  delete holder.removeEventListener;
});

describe('silence', () => {
  test('two and a half heartbeats without a byte: dropped and resumed', async () => {
    await open((visit) => visit.stream(greeting(20)));
    await until(() => server.visits.length === 2);
    expect(errors[0]).toMatchObject({ code: 'ERR_SSECAST_CONNECTION_LOST', final: false });
    expect(errors[0]?.message).toMatch(/^Nothing came for 0\.1 s; reconnecting in/);
    expect(server.visits[1]?.request.headers['last-event-id']).toBe('1700000000000-1');
    await server.visits[0]?.gone;
  });

  test('heartbeats keep it open', async () => {
    let beats: ReturnType<typeof setInterval> | undefined;
    await open((visit) => {
      visit.stream(greeting(60));
      beats = setInterval(() => visit.response.write(': cursor 1700000000000-1\n\n'), 15);
    });
    await pause(400);
    clearInterval(beats);
    expect(server.visits).toHaveLength(1);
  });

  test('silenceTimeout has the last word, and 0 never ends it', async () => {
    await open((visit) => visit.stream(greeting(10)), { silenceTimeout: 0 });
    await pause(150);
    expect(server.visits).toHaveLength(1);
  });

  test('a server that never answers', async () => {
    await open(() => undefined, { silenceTimeout: 30 });
    await until(() => errors.length === 1);
    expect(errors[0]).toMatchObject({ code: 'ERR_SSECAST_UNREACHABLE' });
  });
});

describe('a page that wakes', () => {
  test('an open connection that has been silent for a heartbeat is replaced, without an error', async () => {
    await open((visit) => visit.stream(greeting(100)));
    await until(() => connection.getSnapshot().events.length === 1);
    page.dispatchEvent(new Event('pageshow'));
    await pause(20);
    expect(server.visits).toHaveLength(1);
    await pause(110);
    page.dispatchEvent(new Event('pageshow'));
    await until(() => server.visits.length === 2);
    expect(errors).toEqual([]);
  });

  test('a waiting reconnect happens at once', async () => {
    await open(
      (visit, number) =>
        number === 1 ? visit.response.writeHead(500).end() : visit.stream(greeting()),
      { reconnectInterval: 60_000 },
    );
    await until(() => errors.length === 1);
    page.dispatchEvent(new Event('pageshow'));
    await until(() => status() === 'open');
  });

  test('but not before Retry-After', async () => {
    await open((visit) => visit.response.writeHead(503, { 'Retry-After': '60' }).end());
    await until(() => errors.length === 1);
    page.dispatchEvent(new Event('online'));
    await pause(50);
    expect(server.visits).toHaveLength(1);
  });

  test('a closed connection stays closed', async () => {
    await open((visit) => visit.response.writeHead(403).end());
    await until(() => status() === 'closed');
    page.dispatchEvent(new Event('online'));
    await pause(30);
    expect(server.visits).toHaveLength(1);
  });
});

describe('headers and token', () => {
  const headersOf = (number: number) => server.visits[number]?.request.headers;

  test('functions are asked for each attempt', async () => {
    let count = 0;
    await open(
      (visit, number) =>
        number === 1 ? visit.response.writeHead(500).end() : visit.stream(greeting()),
      {
        headers: async () => ({ 'X-Tenant': `t${count}`, accept: 'text/html' }),
        token: () => `secret${++count}`,
      },
    );
    await until(() => status() === 'open');
    expect(headersOf(0)).toMatchObject({
      authorization: 'Bearer secret1',
      accept: 'text/event-stream',
    });
    expect(headersOf(1)).toMatchObject({ authorization: 'Bearer secret2', 'x-tenant': 't1' });
  });

  test('401: a function is asked once more, at once; then it stops', async () => {
    const token = jest.fn(async ({ isRefused }) => (isRefused ? 'fresh' : 'stale'));
    await open((visit) => visit.response.writeHead(401).end(), { token });
    await until(() => status() === 'closed');
    expect(server.visits.map(({ request }) => request.headers.authorization)).toEqual([
      'Bearer stale',
      'Bearer fresh',
    ]);
    expect(errors).toHaveLength(1);
  });

  test('a function that throws is a failed attempt with a sentence', async () => {
    let isBroken = true;
    await open((visit) => visit.stream(greeting()), {
      token: () => {
        if (!isBroken) return null;
        isBroken = false;
        throw new Error('no session');
      },
    });
    await until(() => status() === 'open');
    expect(errors[0]).toMatchObject({ code: 'ERR_SSECAST_OPTION_FAILED', final: false });
    expect(errors[0]?.message).toMatch(/^The function token failed: no session; reconnecting in/);
    expect(headersOf(0)).not.toHaveProperty('authorization');
  });
});

describe('listeners', () => {
  test('handlers by name hear data and event; one that throws hurts nobody', async () => {
    const report = jest.fn();
    holder.reportError = report;
    const heard: unknown[] = [];
    await open((visit) =>
      visit.stream(
        `${greeting()}event: a\ndata: 1\n\nevent: toString\ndata: 2\n\nevent: b\ndata: 3\n\n`,
      ),
    );
    connection.listen({
      eventHandlers: {
        a: () => {
          throw new Error('mine');
        },
        b: (data, event: SSEEvent) => heard.push(data, event.event),
      },
    });
    await until(() => heard.length === 2);
    expect(heard).toEqual([3, 'b']);
    expect(report).toHaveBeenCalledTimes(1);
    delete holder.reportError;
  });

  test('what is too new is told once for each stream', async () => {
    const outdated: unknown[] = [];
    const newer = ': version 2\nevent: x\ndata: 1\n\n';
    await open((visit) => visit.stream(`${greeting()}${newer}${newer}`), { version: 1 });
    connection.listen({ onOutdated: (each) => outdated.push(each) });
    await until(() => outdated.length === 1);
    connection.reconnect();
    await until(() => outdated.length === 2);
    expect(outdated[0]).toEqual({ event: 'x', version: 2 });
    expect(connection.getSnapshot().events.map(({ event }) => event)).not.toContain('x');
  });
});

test('403 for one of the channels asked for: the others are read', async () => {
  await open(
    (visit) => {
      if (!visit.request.url?.includes('secret')) return visit.stream(greeting());
      visit.response.writeHead(403, { 'Content-Type': 'application/json' });
      return visit.response.end('{"error":"Not yours","channel":"secret"}');
    },
    { channels: ['secret', 'open'] },
  );
  await until(() => status() === 'open');
  expect(server.visits[1]?.request.url).toBe('/events?channel=open');
  expect(errors.map(({ code, channel }) => [code, channel])).toEqual([
    ['ERR_SSECAST_CHANNEL_REFUSED', 'secret'],
  ]);
});
