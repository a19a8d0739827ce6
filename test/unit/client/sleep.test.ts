/** A page that sleeps, as when a laptop's lid is closed: its timers stand still and the clock goes on. */
import { type Connection, createConnection } from '../../../lib/client/index.js';

const kHour = 3_600_000;
const encoder = new TextEncoder();
let asked: (string | undefined)[];
let connection: Connection;
let errors: unknown[];
let send: (text: string) => void;

const fetch = async (_url: string, init: RequestInit) => {
  asked.push((init.headers as Record<string, string>)['Last-Event-ID']);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      send = (text) => controller.enqueue(encoder.encode(text));
      init.signal?.addEventListener('abort', () => controller.error(new Error('aborted')));
    },
  });
  const data = JSON.stringify({ clientId: 'c', heartbeatInterval: 30_000 });
  send(`id: 5-1\nevent: connected\ndata: ${data}\n\n`);
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
};

beforeEach(async () => {
  jest.useFakeTimers();
  asked = [];
  errors = [];
  connection = createConnection({ fetch: fetch as never });
  connection.listen({ onError: (error) => errors.push(error) });
  connection.connect();
  await jest.advanceTimersByTimeAsync(1);
});
afterEach(async () => {
  connection.disconnect();
  await jest.advanceTimersByTimeAsync(0);
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

const sleep = (milliseconds: number) => jest.setSystemTime(Date.now() + milliseconds);
const status = () => connection.getSnapshot().status;

test('awake again, it resumes soon, at once when it has noticed, and without an error', async () => {
  expect(status()).toBe('open');
  sleep(kHour);
  await jest.advanceTimersByTimeAsync(11_000);
  expect(asked).toEqual([undefined, '5-1']);
  expect(status()).toBe('open');
  expect(errors).toEqual([]);
});

test('a short nap ends nothing', async () => {
  sleep(40_000);
  await jest.advanceTimersByTimeAsync(11_000);
  expect(asked).toHaveLength(1);
});

test('what comes after the sleep shows that the connection lives', async () => {
  sleep(kHour);
  send(': cursor 5-2\n\n');
  await jest.advanceTimersByTimeAsync(11_000);
  expect(asked).toHaveLength(1);
});

test('a page that is awake all the time counts silence as a failure', async () => {
  await jest.advanceTimersByTimeAsync(74_000);
  expect(asked).toHaveLength(1);
  await jest.advanceTimersByTimeAsync(2_000);
  expect(errors).toMatchObject([{ code: 'ERR_SSECAST_CONNECTION_LOST' }]);
});

test.each([
  ['back', -kHour],
  ['forward', kHour],
])(
  'a clock that is set %s does not hide silence, and ends nothing that lives',
  async (_how, by) => {
    jest.setSystemTime(Date.now() + by);
    send(': cursor 5-2\n\n');
    await jest.advanceTimersByTimeAsync(74_000);
    expect(asked).toHaveLength(1);
    jest.setSystemTime(Date.now() + by);
    await jest.advanceTimersByTimeAsync(12_000);
    expect(asked.length).toBeGreaterThan(1);
  },
);
