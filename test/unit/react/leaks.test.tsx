/** What is taken is given back: listeners, timers, connections and channels. */
import { act, cleanup, renderHook } from '@testing-library/react';
import { StrictMode } from 'react';
import { createSessionEventsHook, useSSE } from '../../../lib/react/index.js';
import { createRandom } from '../client/support/random.js';
import { installEndpoint } from './support/endpoint.js';
import { block, connected, settle } from './support/settle.js';

let endpoint: ReturnType<typeof installEndpoint>;
let listening: number;
let timers: Set<unknown>;
const restore: (() => void)[] = [];

function replace(target: object, name: string, value: unknown): void {
  const before = Reflect.get(target, name);
  Object.assign(target, { [name]: value });
  restore.push(() => Object.assign(target, { [name]: before }));
}

beforeEach(() => {
  endpoint = installEndpoint();
  listening = 0;
  timers = new Set();
  const ours = ['online', 'pagehide', 'pageshow', 'freeze', 'resume', 'visibilitychange'];
  for (const target of [globalThis, document]) {
    const { addEventListener, removeEventListener } = target;
    replace(target, 'addEventListener', (type: string, ...rest: [never]) => {
      if (ours.includes(type)) listening += 1;
      addEventListener.call(target, type, ...rest);
    });
    replace(target, 'removeEventListener', (type: string, ...rest: [never]) => {
      if (ours.includes(type)) listening -= 1;
      removeEventListener.call(target, type, ...rest);
    });
  }
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  replace(globalThis, 'setTimeout', (run: () => void, ...rest: [number]) => {
    const timer: unknown = set(
      () => {
        timers.delete(timer);
        run();
      },
      ...rest,
    );
    timers.add(timer);
    return timer;
  });
  replace(globalThis, 'clearTimeout', (timer: never) => {
    timers.delete(timer);
    clear(timer);
  });
});
afterEach(() => {
  for (const run of restore.splice(0)) run();
});

const registry = () =>
  (globalThis as Record<symbol, unknown>)[Symbol.for('ssecast.client.connections')] as Map<
    string,
    unknown
  >;
const open = () => endpoint.streams.filter((stream) => !stream.aborted());

async function expectNothingLeft(): Promise<void> {
  cleanup();
  await settle();
  await act(() => new Promise<void>((resolve) => setTimeout(resolve, 150)));
  expect(open()).toEqual([]);
  expect(listening).toBe(0);
  // The one that this function waits with is over.
  expect(timers.size).toBe(0);
  expect(registry().size).toBe(0);
}

test('changed options, over and over, leave nothing behind', async () => {
  const { rerender, unmount } = renderHook((round: number) => useSSE({ token: `t${round}` }), {
    initialProps: 0,
    wrapper: StrictMode,
  });
  for (let round = 1; round <= 100; round += 1) {
    rerender(round);
    if (round % 10 === 0) await settle();
    if (round % 20 === 0) open()[0]?.send(connected());
  }
  await settle();
  expect(open()).toHaveLength(1);
  expect(listening).toBe(5);
  expect(registry().size).toBe(1);
  unmount();
  await expectNothingLeft();
});

test.each(Array.from({ length: 20 }, (_, seed) => seed + 1))(
  'sessions that come and go quickly: the server sends those that are shown (seed %d)',
  async (seed) => {
    const random = createRandom(seed);
    const useSession = createSessionEventsHook<{ tick: string }>({ url: '/sessions' });
    const heard: string[] = [];
    const mount = () => {
      const hook = renderHook(
        (id: string | undefined) => {
          useSession(id, { tick: (of) => heard.push(`${id} hears ${of}`) });
        },
        { initialProps: undefined as string | undefined, wrapper: StrictMode },
      );
      return { ...hook, id: undefined as string | undefined };
    };
    const hooks = [mount(), mount(), mount()];
    /** What the server sends on each stream. */
    const read = new Map<unknown, Set<string>>();
    let done = 0;
    function serve() {
      endpoint.streams.forEach((stream, index) => {
        if (read.has(stream)) return;
        read.set(
          stream,
          new Set(new URL(stream.url, 'http://page').searchParams.getAll('channel')),
        );
        if (!stream.aborted()) stream.send(connected(`c${index}`));
      });
      for (const { clientId, join, leave } of endpoint.changes.slice(done)) {
        const channels = read.get(endpoint.streams[Number(clientId.slice(1))]);
        for (const name of leave) channels?.delete(name);
        for (const name of join) channels?.add(name);
      }
      done = endpoint.changes.length;
    }
    for (let step = 0; step < 30; step += 1) {
      const hook = hooks[random(hooks.length)];
      if (!hook) continue;
      hook.id = [undefined, 'a', 'b', 'c'][random(4)];
      hook.rerender(hook.id);
      if (random(3) === 0) await settle();
      serve();
    }
    await settle();
    serve();
    await settle();
    serve();
    const wanted = new Set(hooks.flatMap(({ id }) => (id ? [`session:${id}`] : [])));
    expect(open()).toHaveLength(wanted.size > 0 ? 1 : 0);
    if (wanted.size > 0) expect(read.get(open()[0])).toEqual(wanted);
    heard.length = 0;
    for (const channel of wanted) open()[0]?.send(block('tick', channel, { channel }));
    await settle();
    const ids = hooks.flatMap(({ id }) => (id ? [`${id} hears session:${id}`] : []));
    expect(heard.sort()).toEqual(ids.sort());
    await expectNothingLeft();
  },
);
