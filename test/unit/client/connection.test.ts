import { connection, errors, events, log, open } from './support/open.js';
import type { Visit } from './support/sse-server.js';
import { until } from './support/until.js';

const connectedFrame =
  'retry: 10\nid: 1700000000000-1\nevent: connected\ndata: {"clientId":"c1"}\n\n';

const snapshot = () => connection.getSnapshot();

test('opens a stream and records its events', async () => {
  const { visits } = await open((visit) => visit.stream(connectedFrame));
  expect(snapshot().status).toBe('idle');
  connection.connect();
  expect(snapshot().status).toBe('connecting');
  await until(() => snapshot().events.length === 1);
  expect(snapshot()).toMatchObject({ status: 'open', error: null });
  expect(snapshot().lastEvent).toMatchObject({ event: 'connected', data: { clientId: 'c1' } });
  expect(visits[0]?.request.headers).toMatchObject({ accept: 'text/event-stream' });
  expect(visits[0]?.request.headers).not.toHaveProperty('last-event-id');
  expect(log).toEqual(['open', 'connected']);
});

test('reconnects with the id of the last event', async () => {
  const { visits } = await open((visit, number) => {
    visit.stream(`${connectedFrame}id: 1700000000000-${number + 1}\nevent: tick\ndata: 1\n\n`);
    if (number === 1) visit.response.end();
  });
  connection.connect();
  await until(() => log.length === 8);
  expect(visits[1]?.request.headers['last-event-id']).toBe('1700000000000-2');
  expect(log).toEqual(['open', 'connected', 'tick', 'close', 'error', 'open', 'connected', 'tick']);
  expect(errors[0]).toMatchObject({ code: 'ERR_SSECAST_CONNECTION_LOST', final: false });
  expect(errors[0]?.message).toMatch(/^The server ended the stream; reconnecting in 1\.\d s\.$/);
  expect(snapshot()).toMatchObject({ status: 'open', error: null });
});

test("an id beyond latin-1 travels as its UTF-8 bytes, as a browser's own would", async () => {
  const { visits } = await open((visit, number) => {
    visit.stream('id: größe-日\ndata: 1\n\n');
    if (number === 1) visit.response.end();
  });
  connection.connect();
  await until(() => visits.length === 2);
  const header = visits[1]?.request.headers['last-event-id'] as string;
  expect(Buffer.from(header, 'latin1').toString('utf8')).toBe('größe-日');
});

test('a connection that breaks off is taken up again', async () => {
  const { visits } = await open((visit, number) => {
    visit.stream(connectedFrame);
    if (number === 1) setTimeout(() => visit.response.destroy(), 20);
  });
  connection.connect();
  await until(() => visits.length === 2 && snapshot().status === 'open');
  expect(errors[0]).toMatchObject({ code: 'ERR_SSECAST_CONNECTION_LOST' });
  expect(errors[0]?.cause).toHaveProperty('message');
});

test("the server's retry wins over reconnectInterval", async () => {
  const { visits } = await open(
    (visit, number) => {
      visit.stream(connectedFrame);
      if (number === 1) visit.response.end();
    },
    { reconnectInterval: 60_000 },
  );
  connection.connect();
  await until(() => visits.length === 2);
});

test('204 ends the conversation without an error', async () => {
  const { visits } = await open((visit) => visit.response.writeHead(204).end());
  connection.connect();
  await until(() => snapshot().status === 'closed');
  expect(snapshot().error).toBeNull();
  expect(log).toEqual(['close']);
  expect(visits).toHaveLength(1);
});

test.each([
  [401, 'ERR_SSECAST_UNAUTHORIZED', 'The server asks for authentication (401)'],
  [403, 'ERR_SSECAST_FORBIDDEN', 'The server does not allow this connection (403).'],
])('%d stops it with a sentence', async (status, code, sentence) => {
  const { visits } = await open((visit) => visit.response.writeHead(status).end());
  connection.connect();
  await until(() => errors.length === 1);
  expect(snapshot().status).toBe('closed');
  expect(snapshot().error).toContain(sentence);
  expect(errors[0]).toMatchObject({ code, status, final: true });
  expect(log).toEqual(['close', 'error']);
  expect(visits).toHaveLength(1);
});

test.each([
  ['a 502', (visit: Visit) => visit.response.writeHead(502).end('Bad gateway'), 'received 502'],
  [
    'a page of HTML',
    (visit: Visit) =>
      visit.response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>Login</p>'),
    'received text/html',
  ],
])('%s does not stop it', async (_name, refuse, sentence) => {
  await open((visit, number) => (number === 1 ? refuse(visit) : visit.stream(connectedFrame)));
  connection.connect();
  await until(() => snapshot().status === 'open');
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatchObject({ code: 'ERR_SSECAST_BAD_RESPONSE', final: false });
  expect(errors[0]?.message).toContain(sentence);
});

test.each([429, 503])('Retry-After of a %d is waited for', async (status) => {
  await open((visit) => visit.response.writeHead(status, { 'Retry-After': '90' }).end());
  connection.connect();
  await until(() => errors.length === 1);
  expect(errors[0]?.message).toMatch(/reconnecting in (9\d|1[01]\d)\.\d s/);
  expect(snapshot().status).toBe('connecting');
});

test('a Retry-After of a year is an hour', async () => {
  await open((visit) => visit.response.writeHead(503, { 'Retry-After': '31536000' }).end());
  connection.connect();
  await until(() => errors.length === 1);
  expect(errors[0]?.message).toMatch(/reconnecting in (3[6-9]|4[0-5])\d\d\.\d s/);
});

test('gives up after maxReconnectAttempts, and connect() starts afresh', async () => {
  const { visits } = await open((visit) => visit.response.writeHead(500).end(), {
    reconnectInterval: 0,
    maxReconnectAttempts: 1,
  });
  connection.connect();
  await until(() => snapshot().status === 'closed');
  expect(visits).toHaveLength(2);
  expect(snapshot().error).toBe(
    'Expected an event stream but received 500; gave up after 1 reconnect.',
  );
  expect(errors.map((error) => error.final)).toEqual([false, true]);
  connection.connect();
  await until(() => visits.length === 4 && snapshot().status === 'closed');
});

test('a server that greets and hangs up is given up', async () => {
  const { visits } = await open(
    (visit) => {
      visit.stream(connectedFrame);
      visit.response.end();
    },
    { maxReconnectAttempts: 2, reconnectInterval: 10 },
  );
  connection.connect();
  await until(() => snapshot().status === 'closed');
  expect(visits).toHaveLength(3);
});

test('attempts count anew once an event has come, not before', async () => {
  const { visits } = await open(
    (visit, number) => {
      visit.stream(number <= 2 ? `${connectedFrame}data: 1\n\n` : '');
      visit.response.end();
    },
    { maxReconnectAttempts: 1, reconnectInterval: 10 },
  );
  connection.connect();
  await until(() => snapshot().status === 'closed');
  expect(visits).toHaveLength(3);
});

test('a server that is not there', async () => {
  await open(() => undefined, { url: 'http://127.0.0.1:1/', maxReconnectAttempts: 0 });
  connection.connect();
  await until(() => snapshot().status === 'closed');
  expect(snapshot().error).toBe('The server cannot be reached.');
  expect(errors[0]).toMatchObject({ code: 'ERR_SSECAST_UNREACHABLE', final: true });
});

test('disconnect() closes, and a later connect() brings what was missed', async () => {
  const { visits } = await open((visit) => visit.stream(connectedFrame));
  connection.connect();
  await until(() => events.length === 1);
  connection.disconnect();
  expect(snapshot()).toMatchObject({ status: 'closed', error: null });
  expect(log).toEqual(['open', 'connected', 'close']);
  await visits[0]?.gone;
  connection.connect();
  await until(() => events.length === 2);
  expect(visits[1]?.request.headers['last-event-id']).toBe('1700000000000-1');
});

test('disconnect() also ends the wait for a reconnect', async () => {
  const { visits } = await open((visit) => visit.response.writeHead(500).end());
  connection.connect();
  await until(() => errors.length === 1);
  connection.disconnect();
  expect(snapshot()).toMatchObject({ status: 'closed', error: null });
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(visits).toHaveLength(1);
});

test('connect() does not wait for a reconnect that is due later', async () => {
  const { visits } = await open(
    (visit, number) =>
      number === 1 ? visit.response.writeHead(500).end() : visit.stream(connectedFrame),
    { reconnectInterval: 60_000 },
  );
  connection.connect();
  await until(() => errors.length === 1);
  connection.connect();
  await until(() => snapshot().status === 'open');
  expect(visits).toHaveLength(2);
});

test('a reconnect that connect() has overtaken does not follow', async () => {
  const { visits } = await open(
    (visit, number) =>
      number === 1 ? visit.response.writeHead(500).end() : visit.stream(connectedFrame),
    { reconnectInterval: 30 },
  );
  connection.connect();
  await until(() => errors.length === 1);
  connection.connect();
  await until(() => snapshot().status === 'open');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(visits).toHaveLength(2);
});

test('connect() out of onClose() and reconnect() are one request together', async () => {
  const { visits } = await open((visit) => visit.stream(connectedFrame));
  const unlisten = connection.listen({ onClose: () => connection.connect() });
  connection.connect();
  await until(() => events.length === 1);
  connection.reconnect();
  await until(() => events.length === 2);
  await new Promise((resolve) => setTimeout(resolve, 50));
  unlisten();
  expect(events).toHaveLength(2);
  for (const visit of visits.slice(0, -1)) await visit.gone;
});

test('a stream that does not listen to its abort is cancelled', async () => {
  const cancelled = jest.fn();
  const body = new ReadableStream<Uint8Array>({ cancel: cancelled });
  const deaf = async () => new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  await open(() => undefined, { fetch: deaf });
  connection.connect();
  await until(() => snapshot().status === 'open');
  connection.disconnect();
  await until(() => cancelled.mock.calls.length === 1);
  expect(log).toEqual(['open', 'close']);
  expect(snapshot().events).toEqual([]);
});

test('connect() twice is one request', async () => {
  const { visits } = await open((visit) => visit.stream(connectedFrame));
  connection.connect();
  connection.connect();
  await until(() => events.length === 1);
  connection.connect();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(visits).toHaveLength(1);
});

test('reconnect() replaces an open connection', async () => {
  const { visits } = await open((visit) => visit.stream(connectedFrame));
  connection.connect();
  await until(() => events.length === 1);
  connection.reconnect();
  await until(() => events.length === 2);
  await visits[0]?.gone;
  expect(log).toEqual(['open', 'connected', 'close', 'open', 'connected']);
});

test('nothing arrives after disconnect(), not even the rest of the same chunk', async () => {
  await open((visit) => visit.stream(`${connectedFrame}data: 2\n\ndata: 3\n\n`));
  connection.listen({ onMessage: () => connection.disconnect() });
  connection.connect();
  await until(() => snapshot().status === 'closed');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(events.map((event) => event.event)).toEqual(['connected']);
});

test('a listener that throws harms neither the connection nor the others', async () => {
  const report = jest.fn();
  const holder = globalThis as { reportError?: unknown };
  holder.reportError = report;
  try {
    await open((visit) => visit.stream(connectedFrame));
    const problem = new Error('mine');
    const other = jest.fn();
    connection.listen({
      onMessage: () => {
        throw problem;
      },
    });
    connection.listen({ onMessage: other });
    connection.connect();
    await until(() => other.mock.calls.length === 1);
    expect(report).toHaveBeenCalledWith(problem);
    expect(snapshot().status).toBe('open');
  } finally {
    delete holder.reportError;
  }
});

test('clearEvents() forgets the events and keeps the cursor', async () => {
  const { visits } = await open((visit) => visit.stream(connectedFrame));
  connection.connect();
  await until(() => events.length === 1);
  connection.clearEvents();
  expect(snapshot()).toMatchObject({ events: [], lastEvent: null, status: 'open' });
  connection.reconnect();
  await until(() => visits.length === 2);
  expect(visits[1]?.request.headers['last-event-id']).toBe('1700000000000-1');
});

test('the browser coming back online ends the wait', async () => {
  const target = new EventTarget();
  const holder = globalThis as Partial<
    Pick<EventTarget, 'addEventListener' | 'removeEventListener'>
  >;
  holder.addEventListener = target.addEventListener.bind(target);
  holder.removeEventListener = target.removeEventListener.bind(target);
  try {
    await open(
      (visit, number) =>
        number === 1 ? visit.response.writeHead(500).end() : visit.stream(connectedFrame),
      { reconnectInterval: 60_000 },
    );
    connection.connect();
    await until(() => errors.length === 1);
    target.dispatchEvent(new Event('online'));
    await until(() => snapshot().status === 'open');
  } finally {
    delete holder.addEventListener;
    delete holder.removeEventListener;
  }
});
