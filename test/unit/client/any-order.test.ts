/** What a page and its browser may do to a connection, in any order, against what always holds. */
import { resolveOptions } from '../../../lib/client/options/resolve-options.js';
import { createServerSource } from '../../../lib/client/source/server-source.js';
import type { Source } from '../../../lib/client/source/source.js';
import { countListeners } from './support/counted-listeners.js';
import { createRandom } from './support/random.js';

const holder = globalThis as Record<string, unknown>;
const navigatorOfNode = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
const encoder = new TextEncoder();

interface Request {
  at: number;
  isAlive: boolean;
  end(): void;
  send(text: string): void;
}

let requests: Request[];
let source: Source;
let listeners: ReturnType<typeof countListeners>;
let page: EventTarget;
let view: EventTarget & { hidden: boolean };
/** No request may leave before this, unless the application asks for it. */
let notBefore: number;
let broken: string[];

const alive = () => requests.filter(({ isAlive }) => isAlive);
const status = () => source.state().status;

function createServer(random: (below: number) => number) {
  const stream = (request: Request, signal: AbortSignal | null | undefined) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        request.send = (text) => request.isAlive && controller.enqueue(encoder.encode(text));
        request.end = () => {
          if (!request.isAlive) return;
          request.isAlive = false;
          controller.close();
        };
        signal?.addEventListener('abort', () => {
          if (request.isAlive) controller.error(signal.reason);
        });
      },
    });
    const data = JSON.stringify({ clientId: 'c', heartbeatInterval: 30_000 });
    request.send(`retry: ${random(3) * 1_000}\nid: 5-1\nevent: connected\ndata: ${data}\n\n`);
    if (random(4) === 0) request.send(': cursor 5-2\n\n');
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  };
  const refuse = (code: number, headers = {}) => new Response(null, { status: code, headers });

  return (_url: string, { signal }: RequestInit) => {
    if (status() !== 'connecting') broken.push(`a request leaves while ${status()}`);
    if (Date.now() < notBefore) broken.push(`a request leaves ${notBefore - Date.now()} ms early`);
    const request: Request = { at: Date.now(), isAlive: true, end() {}, send() {} };
    requests.push(request);
    if (alive().length > 1) broken.push('two requests at once');
    return new Promise<Response>((resolve, reject) => {
      signal?.addEventListener('abort', () => {
        reject(signal.reason);
        request.isAlive = false;
      });
      const kind = random(12);
      const answer = () => {
        if (!request.isAlive) return;
        if (kind < 6) {
          resolve(stream(request, signal));
          return;
        }
        request.isAlive = false;
        if (kind < 8) reject(new TypeError('Failed to fetch'));
        else if (kind === 8) resolve(refuse(502));
        else if (kind === 9 || kind === 10) {
          const seconds = 1 + random(90);
          notBefore = Date.now() + seconds * 1_000;
          resolve(refuse(429, { 'Retry-After': `${seconds}` }));
        } else resolve(refuse([204, 401, 403][random(3)] ?? 204));
      };
      if (random(10) === 0) return;
      if (random(3) === 0) answer();
      else setTimeout(answer, random(20) * 500);
    });
  };
}

beforeEach(() => {
  jest.useFakeTimers();
  requests = [];
  broken = [];
  listeners = countListeners();
  notBefore = 0;
  page = listeners.counted(new EventTarget());
  view = Object.assign(listeners.counted(new EventTarget()), { hidden: false });
  holder.addEventListener = page.addEventListener;
  holder.removeEventListener = page.removeEventListener;
  holder.document = view;
});
afterEach(() => {
  jest.useRealTimers();
  delete holder.addEventListener;
  delete holder.removeEventListener;
  delete holder.document;
  if (navigatorOfNode) Object.defineProperty(globalThis, 'navigator', navigatorOfNode);
  else delete holder.navigator;
});

test.each(Array.from({ length: 150 }, (_, seed) => seed + 1))(
  'one request at most, and one whenever it is due (seed %d)',
  async (seed) => {
    const random = createRandom(seed);
    const fetch = createServer(random) as never;
    const maxReconnectAttempts = [0, 2, 5, Number.POSITIVE_INFINITY][random(4)] as number;
    source = createServerSource(resolveOptions({ url: '/sse', fetch, maxReconnectAttempts }));
    let isCached = false;
    let isOnline = true;
    const log: string[] = [];
    /** What the application asks for does not wait. */
    const demand = (name: 'connect' | 'reconnect') => () => {
      notBefore = 0;
      isCached = false;
      source[name]();
    };
    const say = (target: EventTarget, type: string) => target.dispatchEvent(new Event(type));
    const actions: Record<string, () => void> = {
      start: () => source.start(),
      connect: demand('connect'),
      reconnect: demand('reconnect'),
      disconnect() {
        isCached = false;
        source.disconnect();
      },
      network() {
        isOnline = !isOnline;
        const value = { onLine: isOnline };
        Object.defineProperty(globalThis, 'navigator', { value, configurable: true });
        if (isOnline) say(page, 'online');
      },
      online: () => say(page, 'online'),
      look: () => say(view, 'visibilitychange'),
      turn() {
        view.hidden = !view.hidden;
        say(view, 'visibilitychange');
      },
      pagehide() {
        isCached = true;
        say(page, 'pagehide');
      },
      pageshow() {
        isCached = false;
        say(page, 'pageshow');
      },
      freeze: () => say(view, 'freeze'),
      resume() {
        isCached = false;
        say(view, 'resume');
      },
      end: () => alive().forEach((each) => void each.end()),
      send: () => alive().forEach((each) => void each.send(': cursor 5-3\n\n')),
      sleep: () => jest.setSystemTime(Date.now() + random(100) * 1_000),
    };
    const names = Object.keys(actions);
    for (let step = 0; step < 60; step += 1) {
      const chosen = names[random(names.length)] as string;
      // Nothing runs in a page in the cache.
      const name = isCached && !['sleep', 'resume'].includes(chosen) ? 'pageshow' : chosen;
      const time = [0, 0, 1, 500, 3_000, 40_000][random(6)] as number;
      log.push(name);
      actions[name]?.();
      if (!isCached) await jest.advanceTimersByTimeAsync(time);
      await jest.advanceTimersByTimeAsync(0);
      const isOver = status() === 'closed' || status() === 'idle';
      if (isOver && alive().length > 0) broken.push('a request is alive that nothing waits for');
      if (isOver && jest.getTimerCount() > 0 && alive().length > 0) broken.push('a timer is left');
      if (!isCached && status() === 'open' && alive().length !== 1) broken.push('open, no stream');
      if (!isCached && status() === 'connecting' && alive().length + jest.getTimerCount() === 0) {
        broken.push('it waits for nothing');
      }
      if (isCached && alive().length > 0) broken.push('a stream in the cache');
      if (broken.length > 0) break;
    }
    expect(broken.concat(broken.length > 0 ? log : [])).toEqual([]);
    source.disconnect();
    for (const each of alive()) each.end();
    await jest.advanceTimersByTimeAsync(20_000);
    expect(jest.getTimerCount()).toBe(0);
    expect(listeners.listening()).toBe(0);
    expect(alive()).toEqual([]);
  },
);

test('a connection that gave up keeps the time that the server asked for', async () => {
  const fetch = async () => {
    requests.push({ at: Date.now(), isAlive: false, end() {}, send() {} });
    return new Response(null, { status: 503, headers: { 'Retry-After': '60' } });
  };
  const options = { url: '/sse', maxReconnectAttempts: 1, fetch: fetch as never };
  source = createServerSource(resolveOptions(options));
  source.start();
  await jest.advanceTimersByTimeAsync(80_000);
  expect(status()).toBe('closed');
  const given = requests.at(-1)?.at ?? 0;
  for (let second = 0; second < 70; second += 1) {
    source.wake(second % 2 === 0);
    await jest.advanceTimersByTimeAsync(1_000);
  }
  expect(requests).toHaveLength(3);
  expect((requests[2]?.at ?? 0) - given).toBeGreaterThanOrEqual(60_000);
  source.disconnect();
});

test('an `online` that many tabs pass on makes one request', async () => {
  const fetch = (_url: string, { signal }: RequestInit) => {
    requests.push({ at: Date.now(), isAlive: true, end() {}, send() {} });
    return new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  };
  source = createServerSource(resolveOptions({ url: '/sse', fetch: fetch as never }));
  source.start();
  await jest.advanceTimersByTimeAsync(10_000);
  for (let tab = 0; tab < 30; tab += 1) {
    source.wake(true);
    await jest.advanceTimersByTimeAsync(10);
  }
  expect(requests).toHaveLength(2);
  source.disconnect();
});
