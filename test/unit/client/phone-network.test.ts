/** A page on a phone: streams that end at once, answers that are late, no network, a page that sleeps. */
import {
  type Connection,
  type ConnectionOptions,
  createConnection,
  type SSEErrorEvent,
} from '../../../lib/client/index.js';
import { countListeners } from './support/counted-listeners.js';

type Answer = (number: number) => Response | Promise<Response>;

const kMinute = 60_000;
const encoder = new TextEncoder();
const holder = globalThis as Record<string, unknown>;
const navigatorOfNode = Object.getOwnPropertyDescriptor(globalThis, 'navigator');

let asked: { at: number; cursor: string | undefined }[];
let connection: Connection;
let errors: SSEErrorEvent[];
let listeners: ReturnType<typeof countListeners>;
let page: EventTarget;
let view: EventTarget & { hidden: boolean };

/** An event stream of `text`; it ends there, or when it is told to. */
function stream(text: string, isEnded = true): Response & { end(): void } {
  let end = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (text) controller.enqueue(encoder.encode(text));
      end = () => controller.close();
    },
  });
  if (isEnded) end();
  const response = new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  return Object.assign(response, { end });
}

const status = (code: number) => new Response(null, { status: code });
const unreachable = () => Promise.reject(new TypeError('Failed to fetch'));
const connected = (id = '5-1') => `id: ${id}\nevent: connected\ndata: {"clientId":"c"}\n\n`;
const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);
const shown = () => connection.getSnapshot();

async function open(answer: Answer, options: ConnectionOptions = {}): Promise<void> {
  const fetch = (_url: string, { headers, signal }: RequestInit) => {
    const cursor = (headers as Record<string, string>)['Last-Event-ID'];
    asked.push({ at: Date.now(), cursor });
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
      Promise.resolve(answer(asked.length)).then(resolve, reject);
    });
  };
  connection = createConnection({ fetch: fetch as never, ...options });
  connection.listen({ onError: (error) => errors.push(error as SSEErrorEvent) });
  connection.connect();
  await pass(0);
}

/** What a browser tells a page whose phone is taken out of the pocket, or out of the tunnel. */
const wakes: [string, () => void][] = [
  ['online', () => page.dispatchEvent(new Event('online'))],
  ['pageshow', () => page.dispatchEvent(new Event('pageshow'))],
  ['visibilitychange', () => view.dispatchEvent(new Event('visibilitychange'))],
];
const wake = wakes[0]?.[1] as () => void;

function setOnline(onLine: boolean): void {
  Object.defineProperty(globalThis, 'navigator', { value: { onLine }, configurable: true });
}

beforeEach(() => {
  jest.useFakeTimers();
  asked = [];
  errors = [];
  listeners = countListeners();
  page = listeners.counted(new EventTarget());
  view = Object.assign(listeners.counted(new EventTarget()), { hidden: false });
  holder.addEventListener = page.addEventListener;
  holder.removeEventListener = page.removeEventListener;
  holder.document = view;
});

afterEach(async () => {
  connection.disconnect();
  await pass(0);
  expect(jest.getTimerCount()).toBe(0);
  expect(listeners.listening()).toBe(0);
  jest.useRealTimers();
  delete holder.addEventListener;
  delete holder.removeEventListener;
  delete holder.document;
  if (navigatorOfNode) Object.defineProperty(globalThis, 'navigator', navigatorOfNode);
  else delete holder.navigator;
});

describe('a stream that ends at once, always', () => {
  const event = (number: number) => `id: 6-${number}\nevent: tick\ndata: 1\n\n`;
  test.each<[string, Answer, ConnectionOptions]>([
    [
      'empty',
      () => stream(''),
      { reconnectInterval: 0, maxReconnectAttempts: Number.POSITIVE_INFINITY },
    ],
    ['retry: 0 and one event', () => stream(`retry: 0\n${event(1)}`), {}],
    ['retry: 0 and another event each time', (each) => stream(`retry: 0\n${event(each)}`), {}],
    [
      'retry: 0, connected and a heartbeat',
      () => stream(`retry: 0\n${connected()}: cursor 6-1\n\n`),
      {},
    ],
    ['events without ids', () => stream('data: 1\n\n'), { reconnectInterval: 0 }],
  ])(
    '%s: the server is asked ever more seldom, and the page says so',
    async (_name, answer, options) => {
      await open(answer, options);
      await pass(10 * kMinute);
      const waits = asked.slice(1).map(({ at }, index) => at - (asked[index]?.at ?? 0));
      const least = [1_000, 2_000, 4_000, 8_000, 16_000];
      expect(waits.length).toBeGreaterThan(12);
      for (const [index, wait] of waits.entries()) {
        expect(wait).toBeGreaterThanOrEqual(least[index] ?? 30_000);
        expect(wait).toBeLessThanOrEqual((least[index] ?? 30_000) * 1.25 + 1);
      }
      expect(shown().status).toBe('connecting');
      expect(shown().error).toMatch(/^The server ended the stream; reconnecting in 3\d\.\d s\.$/);
    },
  );

  test('streams that last are taken up again without a delay that grows', async () => {
    let last: { end(): void } | undefined;
    await open(() => {
      const made = stream(`retry: 100\n${connected()}`, false);
      last = made;
      return made;
    });
    for (let round = 2; round < 12; round += 1) {
      await pass(6_000);
      last?.end();
      await pass(126);
      expect(asked).toHaveLength(round);
    }
    expect(shown().status).toBe('open');
  });

  test('reconnect() of somebody who asks for it waits for nothing', async () => {
    await open(() => stream(`retry: 0\n${event(1)}`));
    await pass(kMinute);
    const before = asked.length;
    connection.reconnect();
    await pass(0);
    expect(asked.length).toBeGreaterThan(before);
  });
});

describe('a server that is slow to answer', () => {
  test('half a minute: one request, no error, and it is open when the answer comes', async () => {
    await open(
      () => new Promise((resolve) => setTimeout(() => resolve(stream(connected(), false)), 30_000)),
    );
    await pass(9_000);
    for (const [, look] of wakes.slice(1)) look();
    await pass(20_000);
    for (const [, look] of wakes.slice(1)) look();
    expect(shown()).toMatchObject({ status: 'connecting', error: null });
    await pass(1_001);
    expect(shown()).toMatchObject({ status: 'open', error: null });
    expect(asked).toHaveLength(1);
  });

  test('a reconnect that waits for its answer does not promise a time that has passed', async () => {
    await open((number) => (number === 1 ? status(502) : new Promise(() => undefined)));
    expect(shown().error).toMatch(/502; reconnecting in \d\.\d s\.$/);
    await pass(20_000);
    expect(asked).toHaveLength(2);
    expect(shown()).toMatchObject({
      status: 'connecting',
      error: 'Expected an event stream but received 502; reconnecting now.',
    });
  });
});

describe('a connection that was given up', () => {
  /** Open for a moment, then out of reach until `isBack`. */
  const outOfReach = (isBack: () => boolean) => (number: number) => {
    if (number === 1) return stream(connected());
    return isBack() ? stream(`${connected('7-1')}event: tick\ndata: 1\n\n`, false) : unreachable();
  };

  test.each(wakes)('comes back on %s, from its cursor', async (_name, look) => {
    let isBack = false;
    await open(outOfReach(() => isBack));
    await pass(10 * kMinute);
    expect(shown()).toMatchObject({
      status: 'closed',
      error: 'The server cannot be reached; gave up after 5 reconnects.',
    });
    expect(errors.at(-1)).toMatchObject({ final: true, code: 'ERR_SSECAST_UNREACHABLE' });
    expect(asked).toHaveLength(6);
    isBack = true;
    look();
    expect(shown()).toMatchObject({
      status: 'connecting',
      error: 'The server cannot be reached; reconnecting now.',
    });
    await pass(0);
    expect(shown()).toMatchObject({ status: 'open', error: null, lastEvent: { event: 'tick' } });
    expect(asked.at(-1)?.cursor).toBe('5-1');
    await pass(kMinute);
    expect(asked).toHaveLength(7);
  });

  test('has all its reconnects again, and comes back once more', async () => {
    await open(unreachable, { maxReconnectAttempts: 2 });
    await pass(10 * kMinute);
    expect(asked).toHaveLength(3);
    wake();
    await pass(10 * kMinute);
    expect(asked).toHaveLength(6);
    expect(shown().error).toBe('The server cannot be reached; gave up after 2 reconnects.');
    wake();
    await pass(10 * kMinute);
    expect(asked).toHaveLength(9);
  });

  test('does not mind that the page is hidden', async () => {
    await open(unreachable);
    await pass(10 * kMinute);
    view.hidden = true;
    view.dispatchEvent(new Event('visibilitychange'));
    await pass(kMinute);
    expect(asked).toHaveLength(6);
  });

  test('stays closed after disconnect()', async () => {
    await open(unreachable);
    await pass(10 * kMinute);
    connection.disconnect();
    for (const [, look] of wakes) look();
    await pass(kMinute);
    expect(asked).toHaveLength(6);
    expect(shown().status).toBe('closed');
  });

  test('is not woken besides when onClose() connects', async () => {
    await open((number) => (number < 3 ? unreachable() : new Promise(() => undefined)), {
      maxReconnectAttempts: 1,
    });
    const unlisten = connection.listen({ onClose: () => connection.connect() });
    await pass(10_000);
    expect(asked).toHaveLength(3);
    wakes[1]?.[1]();
    await pass(0);
    expect(asked).toHaveLength(3);
    expect(shown().status).toBe('connecting');
    unlisten();
  });

  test('is not woken when onClose() disconnects', async () => {
    await open(unreachable, { maxReconnectAttempts: 1 });
    connection.listen({ onClose: () => connection.disconnect() });
    await pass(10_000);
    wake();
    await pass(kMinute);
    expect(asked).toHaveLength(2);
  });

  test('maxReconnectAttempts: 0 never reconnects', async () => {
    await open(unreachable, { maxReconnectAttempts: 0 });
    for (const [, look] of wakes) look();
    await pass(kMinute);
    expect(asked).toHaveLength(1);
  });
});

test.each([204, 401, 403])('what %d has ended, no wake begins again', async (code) => {
  await open(() => status(code));
  expect(shown().status).toBe('closed');
  for (const [, look] of wakes) look();
  await pass(kMinute);
  expect(asked).toHaveLength(1);
});

describe('without a network', () => {
  test('the page says that it is offline, and attempts do not count', async () => {
    setOnline(false);
    await open(unreachable);
    await pass(10 * kMinute);
    expect(shown().status).toBe('connecting');
    expect(shown().error).toMatch(/^The browser is offline; reconnecting in 3\d\.\d s\.$/);
    const before = asked.length;
    setOnline(true);
    wake();
    await pass(0);
    expect(asked).toHaveLength(before + 1);
  });

  test('the network comes back in the middle of an attempt: another one leaves at once', async () => {
    let isBack = false;
    setOnline(false);
    // A request that left without a network may hang until its minute is over.
    await open((number) => {
      if (isBack) return stream(connected(), false);
      return number < 10 ? unreachable() : new Promise(() => undefined);
    });
    while (asked.length < 10) await pass(1_000);
    isBack = true;
    setOnline(true);
    wake();
    await pass(0);
    expect(asked).toHaveLength(11);
    expect(shown().status).toBe('open');
  });
});
