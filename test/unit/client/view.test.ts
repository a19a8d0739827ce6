import { viewConnection } from '../../../lib/client/connection/shared-connections.js';
import { acquireConnection, type GapData, type Lease } from '../../../lib/client/index.js';
import { resolveOptions } from '../../../lib/client/options/resolve-options.js';
import { createHistory } from './support/history.js';

// Streams end here all the time, and their ends are not what these tests are about.
jest.mock('../../../lib/client/transport/back-off.js', () => ({
  ...jest.requireActual('../../../lib/client/transport/back-off.js'),
  shortestRepeat: 0,
}));

const pause = (milliseconds = 2) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let history: ReturnType<typeof createHistory>;
let leases: Lease[];
let page = 0;
beforeEach(() => {
  history = createHistory();
  leases = [];
  page += 1;
});
afterEach(async () => {
  for (const lease of leases) lease.release();
  await pause();
  expect(history.open()).toBe(0);
});

const options = (cursor?: string) => ({
  url: `/sse?page=${page}`,
  cursor,
  maxReconnectAttempts: Number.POSITIVE_INFINITY,
  fetch: history.fetch as typeof fetch,
});

/** A component: what it hears and what it shows. */
function mount(cursor?: string) {
  const lease = acquireConnection(options(cursor));
  leases.push(lease);
  const heard: (string | undefined)[] = [];
  const gaps: GapData[] = [];
  lease.connection.listen({
    onMessage: ({ event, id }) => event === 'tick' && heard.push(id),
    onGap: (gap) => gaps.push(gap),
  });
  lease.connection.connect();
  const shown = () =>
    lease.connection
      .getSnapshot()
      .events.filter(({ event }) => event === 'tick')
      .map(({ id }) => id);
  return { ...lease, heard, shown, gaps };
}

function publish(count = 1) {
  for (let left = count; left > 0; left -= 1) history.publish();
}
async function send(count = 1) {
  publish(count);
  history.flush();
  await pause();
}

test('components that mount together share one request, from the oldest cursor', async () => {
  const oldest = history.position();
  publish(2);
  const middle = history.position();
  publish(2);
  history.flush();
  const mounted = [mount(), mount(middle), mount(oldest), mount(history.position())];
  await pause();
  await send();
  expect(history.asked).toEqual([oldest]);
  expect(mounted.map(({ heard }) => heard.length)).toEqual([5, 3, 5, 1]);
  for (const { heard, shown } of mounted) expect(shown()).toEqual(heard);
});

test('who comes later gets from memory what it lacks', async () => {
  const first = mount(history.position());
  await pause();
  const cursor = history.position();
  await send(3);
  const second = mount(cursor);
  await send(2);
  expect(history.asked).toHaveLength(1);
  expect(second.heard).toEqual(history.after(cursor));
  expect(second.shown()).toEqual(second.heard);
  expect(first.heard).toHaveLength(5);
});

test('what a snapshot holds already is not told, though the stream brings it later', async () => {
  const first = mount();
  await pause();
  publish(2);
  const cursor = history.position();
  const second = mount(cursor);
  publish(1);
  history.flush();
  await pause();
  expect(history.asked).toHaveLength(1);
  expect(first.heard).toHaveLength(3);
  expect(second.heard).toEqual(history.after(cursor));
});

test('older than what the stream knows: a stream of its own, and none that is closed', async () => {
  const cursor = history.position();
  await send(2);
  const first = mount();
  await pause();
  const second = mount(cursor);
  const third = mount(cursor);
  await send(1);
  expect(history.asked).toEqual([undefined, cursor]);
  expect(first.heard).toHaveLength(1);
  expect(second.heard).toEqual(history.after(cursor));
  expect(third.heard).toEqual(second.heard);
});

test('an id that tells no place, while the stream is behind: a stream of its own', async () => {
  mount();
  await pause();
  history.publish();
  history.skip();
  const cursor = history.position();
  const second = mount(cursor);
  history.publish('order-7');
  history.publish();
  history.flush();
  await pause();
  expect(history.asked).toEqual([undefined, cursor]);
  expect(second.heard).toEqual(['order-7', history.position()]);
  expect(second.shown()).toEqual(second.heard);
});

test('a heartbeat beyond the cursor settles that', async () => {
  mount();
  await pause();
  history.skip();
  const second = mount(history.position());
  history.heartbeat();
  history.publish('order-7');
  history.flush();
  await pause();
  expect(history.asked).toEqual([undefined]);
  expect(second.heard).toEqual(['order-7']);
});

test('mounted out of a listener, in the middle of a chunk', async () => {
  const cursor = history.position();
  const first = mount(cursor);
  await pause();
  let late: ReturnType<typeof mount> | undefined;
  first.connection.listen({
    onMessage: () => {
      late ??= mount(cursor);
    },
  });
  await send(3);
  expect(late?.heard).toEqual(history.after(cursor));
  expect(late?.shown()).toEqual(late?.heard);
});

test('held again, it goes on where it was', async () => {
  const keeper = mount();
  const view = viewConnection(resolveOptions(options(history.position())));
  const heard: unknown[] = [];
  view.listen({ onMessage: ({ event, data }) => event === 'tick' && heard.push(data) });
  const lease = view.hold();
  await send(2);
  lease.release();
  await send(2);
  leases.push(view.hold());
  await send(1);
  expect(heard).toEqual([1, 2, 3, 4, 5]);
  expect(view.getSnapshot().events.filter(({ event }) => event === 'tick')).toHaveLength(5);
  expect(keeper.heard).toHaveLength(5);
});

test('held again when nobody else was there, a new stream goes on where it was', async () => {
  const cursor = history.position();
  const view = viewConnection(resolveOptions(options(cursor)));
  const lease = view.hold();
  view.connect();
  await pause();
  await send(2);
  const position = history.position();
  lease.release();
  await pause();
  leases.push(view.hold());
  view.connect();
  await pause();
  expect(history.asked).toEqual([cursor, position]);
});

test('a cursor that comes while the request is on its way replaces the request', async () => {
  const cursor = history.position();
  await send(2);
  const { fetch } = history;
  history.fetch = async (...args) => {
    const answer = await fetch(...args);
    await pause(10);
    return answer;
  };
  const first = mount();
  await pause();
  const second = mount(cursor);
  await pause(30);
  expect(history.asked).toEqual([undefined, cursor]);
  expect(second.heard).toEqual(history.after(cursor));
  expect(first.heard).toEqual(second.heard);
});

test('a cursor does not open what somebody closed', async () => {
  const first = mount();
  // Not a task: the request has left, its answer has not come.
  for (let turn = 0; turn < 20 && history.asked.length === 0; turn++) await Promise.resolve();
  expect(history.asked).toHaveLength(1);
  first.connection.disconnect();
  leases.push(acquireConnection(options(history.position())));
  await pause();
  expect(history.asked).toHaveLength(1);
  expect(first.connection.getSnapshot().status).toBe('closed');
});

describe('a stream that has not reached the cursor and loses something', () => {
  async function lose(after: () => void) {
    const first = mount();
    await pause();
    const from = history.position();
    history.skip();
    const cursor = history.position();
    const second = mount(cursor);
    after();
    history.hangUp();
    await pause(20);
    const to = history.position();
    expect(first.gaps).toEqual([{ from, to }]);
    await send(2);
    expect(first.heard).toHaveLength(2);
    expect(second.heard).toEqual(first.heard);
    return { gaps: second.gaps, cursor, to };
  }

  test('nothing that the page lacks', async () => {
    const { gaps } = await lose(() => history.forget());
    expect(gaps).toEqual([]);
  });

  test('what the page lacks, too', async () => {
    const { gaps, cursor, to } = await lose(() => {
      history.skip();
      history.forget();
    });
    expect(gaps).toEqual([{ from: cursor, to }]);
  });

  test('to a server that counts anew', async () => {
    const { gaps, cursor, to } = await lose(() => history.forget(-5));
    expect(gaps).toEqual([{ from: cursor, to }]);
  });
});

test('status and controls are those of the connection', async () => {
  const first = mount();
  const second = mount(history.position());
  const log: string[] = [];
  second.connection.listen({ onOpen: () => log.push('open'), onClose: () => log.push('close') });
  await pause();
  expect(second.connection.getSnapshot().status).toBe('open');
  second.connection.disconnect();
  expect(first.connection.getSnapshot().status).toBe('closed');
  expect(second.connection.getSnapshot().status).toBe('closed');
  second.connection.connect();
  await pause();
  expect(first.connection.getSnapshot().status).toBe('open');
  second.connection.clearEvents();
  expect(second.connection.getSnapshot().events).toEqual([]);
  expect(first.connection.getSnapshot().events).not.toEqual([]);
  expect(log).toEqual(['open', 'close', 'open']);
});

/** Small and seeded, so that a failure comes again. */
function createRandom(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

/** Waits grow while streams do not last, which none does here: somebody asks for the next one. */
function hurried(cursor?: string) {
  const seen = mount(cursor);
  const { connection } = seen;
  const hurry = () => {
    if (connection.getSnapshot().status === 'connecting') connection.connect();
  };
  connection.listen({ onError: () => setTimeout(hurry, 0) });
  return seen;
}

test.each(Array.from({ length: 40 }, (_, seed) => seed + 1))(
  'every component gets exactly what follows its cursor, whatever happens (seed %d)',
  async (seed) => {
    const random = createRandom(seed);
    const positions = [history.position()];
    const mounted: { cursor: string; seen: ReturnType<typeof mount> }[] = [];
    for (let step = 0; step < 60; step += 1) {
      const choice = random(12);
      if (choice < 5) history.publish();
      else if (choice === 5) history.publish(seed % 2 ? `order-${step}` : undefined);
      else if (choice === 6) history.skip();
      else if (choice === 7) history.heartbeat();
      else if (choice === 8 && random(3) === 0) history.hangUp();
      else if (choice === 9 && random(3) === 0) hurried();
      else if (choice === 10) {
        const cursor = positions[Math.max(0, positions.length - 1 - random(12))] as string;
        mounted.push({ cursor, seen: hurried(cursor) });
      } else if (choice === 11) history.flush();
      positions.push(history.position());
      if (random(3) === 0) await pause(random(4));
    }
    history.flush();
    await pause(20);
    for (const { cursor, seen } of mounted) {
      expect(seen.heard).toEqual(history.after(cursor));
      expect(seen.shown()).toEqual(seen.heard.slice(-100));
      expect(seen.gaps).toEqual([]);
    }
  },
);
