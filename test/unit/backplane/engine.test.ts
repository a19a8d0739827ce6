import '../support/fake-native.js';
import { hostname } from 'node:os';
import { createBroadcaster, defineLive, typed } from 'ssecast';
import { createSSE } from 'ssecast/channels';
import { findBroadcaster } from 'ssecast/native';
import { SessionEventEmitter } from 'ssecast/sessions';
import { z } from 'zod';
import { fakeLogger, fakeOf } from '../support/fake-native.js';
import { eventually } from '../support/http.js';
import { entry, FakeBackplane, pause } from './support.js';

let count = 0;
const running: { close(): void }[] = [];

afterEach(() => {
  for (const live of running.splice(0)) live.close();
});

function open(more: object = {}) {
  const name = `live-${++count}`;
  const backplane = new FakeBackplane(name);
  const logger = fakeLogger();
  const onBackplaneError = jest.fn();
  const live = createBroadcaster({ name, logger, backplane, onBackplaneError, ...more });
  running.push(live);
  return { name, live, backplane, logger, onBackplaneError, fake: fakeOf(name) };
}

/** One that follows the log. */
function opened(more: object = {}) {
  const all = open(more);
  void all.live.snapshot('a', () => undefined);
  all.backplane.events?.opened({ epoch: 3, position: '5-0', lost: false });
  return all;
}

const event = { event: 'said', data: { a: 1 } };

describe('a broadcaster with a backplane', () => {
  it('opens nothing before the first event, client or snapshot', async () => {
    const { live, backplane } = open();
    live.stats();
    live.clients();
    expect(backplane.opens).toBe(0);
    expect(live.stats().backplane?.state).toBe('idle');
    void live.publish('all', event);
    expect(backplane.opens).toBe(1);
    expect(live.stats().backplane?.state).toBe('connecting');
    const other = open();
    void other.live.connect();
    expect(other.backplane.opens).toBe(1);
    const third = open();
    void third.live.snapshot('a', () => undefined);
    expect(third.backplane.opens).toBe(1);
    const fourth = open();
    const emitter = new SessionEventEmitter({ broadcaster: fourth.live });
    emitter.subscribe('s', () => undefined)();
    expect(fourth.backplane.opens).toBe(1);
  });

  it('opens nothing in a build, where pages are rendered', async () => {
    const { live, backplane } = open();
    process.env.NEXT_PHASE = 'phase-production-build';
    try {
      await live.snapshot('a', () => undefined);
    } finally {
      delete process.env.NEXT_PHASE;
    }
    expect(backplane.opens).toBe(0);
  });

  it('gives the id on the wire, or the id of the caller, and the count of this process', async () => {
    const { live, backplane, fake } = opened();
    await expect(live.publish({ user: 'ann' }, event)).resolves.toEqual({
      id: '7-300000',
      clients: 0,
    });
    await expect(live.publish('all', { ...event, id: 'own' })).resolves.toMatchObject({
      id: 'own',
    });
    expect(backplane.appended.map(({ id }) => id)).toEqual([undefined, 'own']);
    expect(fake.published).toEqual([]);
    expect(fake.encoded).toHaveLength(2);
    expect(fake.encoded[0]).toMatchObject({ kind: 1, keys: 'user:ann', event: 'said' });
  });

  it('is behind defineLive: send and disconnect give promises, and events are checked', async () => {
    const backplane = new FakeBackplane('front');
    const logger = fakeLogger();
    const live = defineLive(
      { user: { notice: z.object({ title: z.string() }) }, 'room:[id]': { said: typed<string>() } },
      { name: 'front', backplane, logger },
    );
    running.push(live.broadcaster);
    const sent = live.channel('room:1').send('said', 'a', { id: 'own' });
    backplane.events?.opened({ epoch: 3, position: '5-0', lost: false });
    await expect(sent).resolves.toEqual({ id: 'own', clients: 0 });
    expect(fakeOf('front').encoded[0]).toMatchObject({
      keys: 'room:1',
      event: 'said',
      comments: 'channel room:1',
    });
    await expect(live.user('ann').disconnect()).resolves.toBe(0);
    const wrong = live.user('ann').send('notice', { title: 5 } as never);
    await expect(wrong).rejects.toMatchObject({ code: 'ERR_SSECAST_INVALID_DATA' });
    const unknown = live.user('ann').send('notices' as never, 1 as never);
    await expect(unknown).rejects.toMatchObject({ code: 'ERR_SSECAST_INVALID_EVENT' });
    expect(backplane.appended).toHaveLength(2);
  });

  it('checks events by schemas', async () => {
    const { live, fake } = opened({ events: { said: z.object({ a: z.coerce.number() }) } });
    await live.publish('all', { event: 'said', data: { a: '1' } });
    expect(fake.encoded[0]?.data).toBe('{"a":1}');
    await expect(live.publish('all', { event: 'said', data: {} })).rejects.toMatchObject({
      code: 'ERR_SSECAST_INVALID_DATA',
    });
    await expect(live.publish('all', undefined as never)).rejects.toMatchObject({
      code: 'ERR_SSECAST_INVALID_EVENT',
    });
  });

  it('rejects for a wrong event, without ending the process when nothing awaits it', async () => {
    const { live, logger, onBackplaneError } = opened();
    void live.publish('everyone' as never, event);
    await expect(live.publish('all', { event: '', data: 1 })).rejects.toMatchObject({
      code: 'ERR_SSECAST_INVALID_EVENT',
    });
    await pause(5);
    expect(onBackplaneError.mock.calls.map(([error]) => error.code)).toEqual([
      'ERR_SSECAST_INVALID_TARGET',
      'ERR_SSECAST_INVALID_EVENT',
    ]);
    expect(onBackplaneError.mock.calls[0]).toEqual([expect.any(Error), event, 'everyone']);
    // Once in 10 s.
    expect(logger.error).toHaveBeenCalledTimes(1);
  });

  it('reports what a synchronous function could not send, and what onBackplaneError throws', async () => {
    const onBackplaneError = jest.fn(() => {
      throw new Error('of the listener');
    });
    const { name, backplane, logger, live } = opened({
      backplaneQueue: { age: 30 },
      onBackplaneError,
    });
    backplane.failure = new Error('broken');
    const service = createSSE({ name });
    expect(service.broadcast('room', 'said', 1)).toBe(0);
    await eventually(() => onBackplaneError.mock.calls.length === 1);
    expect(onBackplaneError).toHaveBeenCalledWith(
      expect.objectContaining({
        code: 'ERR_SSECAST_BACKPLANE_UNCERTAIN',
        cause: backplane.failure,
      }),
      expect.objectContaining({ event: 'said', data: 1 }),
      { channel: 'room' },
    );
    expect(logger.error).toHaveBeenCalledWith(
      'ssecast: onBackplaneError failed',
      expect.any(Error),
    );
    expect(live.stats().backplane).toMatchObject({
      rejected: { uncertain: 1 },
      lastError: 'broken',
      queued: { events: 0, bytes: 0 },
    });
  });

  it('hands what it reads to C++, batch by batch, and follows the log when it has lost its place', () => {
    const { backplane, fake } = opened();
    expect(fake.followed).toEqual([{ epoch: 3, position: '5-0', lost: false }]);
    void backplane.events?.entries([entry('6-0', '{"a":1}'), entry('6-1', '{"a":2}')]);
    expect(fake.fed).toEqual(['6-0', '{"a":1}', '6-1', '{"a":2}']);
    backplane.events?.opened({ epoch: 4, position: '9-0', lost: true });
    expect(fake.followed[1]).toEqual({ epoch: 4, position: '9-0', lost: true });
  });

  it('acts on the messages of other processes, and on none of its own', async () => {
    const { live, backplane, fake } = opened();
    await live.connect({ userId: 'ann' });
    expect(await live.disconnect({ user: 'ann' })).toBe(1);
    expect(fake.disconnected).toEqual([{ keys: 'user:ann', reason: 'server' }]);
    const [{ entry: own = '' } = {}] = backplane.appended;
    // Not the name of this environment: the other threads of the process send the same.
    const by = JSON.stringify(`${hostname()}-${process.pid}-7`);
    expect(own).toBe(`!{"disconnect":{"channel":"user:ann"},"by":${by}}`);
    void backplane.events?.entries([
      entry('6-0', own),
      entry('6-1', '!{"disconnect":{"session":["s","t"]},"by":"another"}'),
      entry('6-2', '!{"disconnect":"all"}'),
      entry('6-3', '!{"disconnect":{"nobody":1}}'),
      entry('6-4', '!{"later":1}'),
      entry('6-5', '!'),
      entry('6-6', '{"a":1}'),
    ]);
    expect(fake.disconnected.slice(1).map(({ keys }) => keys)).toEqual([
      ['session:s', 'session:t'],
      '',
    ]);
    expect(fake.fed).toEqual(['6-6', '{"a":1}']);
    expect(live.stats().backplane).toMatchObject({ skipped: 3, received: 7 });
  });

  it('lets reading wait while too much waits for the thread of the feed', async () => {
    const { backplane, fake } = opened();
    fake.waitingBytes = 9 * 1024 * 1024;
    let goesOn = false;
    const read = Promise.resolve(backplane.events?.entries([entry('6-0')])).then(() => {
      goesOn = true;
    });
    fake.waitingBytes = 5 * 1024 * 1024;
    await pause(40);
    expect(goesOn).toBe(false);
    fake.waitingBytes = 1;
    await read;
  });

  it('feeds entries again that the system had no memory for', async () => {
    const { backplane, fake } = opened();
    fake.waitingBytes = Object.assign(new Error('no memory'), { code: 'ERR_SSECAST_SYSTEM' });
    const read = backplane.events?.entries([entry('6-0')]);
    await pause(30);
    fake.waitingBytes = 0;
    await read;
    expect(fake.fed).toEqual(['6-0', '{}']);
  });

  it('only writes while another environment feeds the broadcaster, and takes over from it', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'performance'] });
    try {
      const { live, backplane, fake } = open();
      fake.claims = false;
      void live.publish('all', event);
      backplane.events?.opened({ epoch: 3, position: '5-0', lost: false });
      void backplane.events?.entries([entry('6-0')]);
      expect(fake.fed).toEqual([]);
      expect(fake.followed).toEqual([]);
      fake.claims = true;
      fake.feedReport = { following: true, position: '6-300001', waiting: 1 };
      jest.advanceTimersByTime(2_000);
      // What that environment has fed is published first.
      void backplane.events?.entries([entry('6-1')]);
      expect(fake.fed).toEqual([]);
      fake.feedReport = { following: true, position: '6-300001' };
      jest.advanceTimersByTime(10);
      void backplane.events?.entries([entry('6-2')]);
      expect(fake.fed).toEqual(['6-2', '{}']);
      // It goes on where that one ended, so no client gets a gap.
      expect(fake.followed).toEqual([]);
      live.close();
      expect(fake.hasClaim).toBe(false);
    } finally {
      jest.useRealTimers();
    }
  });

  it('acts on messages that no environment has acted on before it took over', () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    try {
      const { live, backplane, fake } = open();
      fake.claims = false;
      void live.publish('all', event);
      backplane.events?.opened({ epoch: 3, position: '5-0', lost: false });
      const message = (user: string) => `!{"disconnect":{"user":"${user}"},"by":"another"}`;
      void backplane.events?.entries([entry('6-0', message('ann'))]);
      // The other environment has acted on what lies back so far.
      jest.advanceTimersByTime(4_000);
      void backplane.events?.entries([entry('6-1', message('bob'))]);
      expect(fake.disconnected).toEqual([]);
      fake.claims = true;
      jest.advanceTimersByTime(2_000);
      expect(fake.disconnected).toEqual([{ keys: 'user:bob', reason: 'server' }]);
      void backplane.events?.entries([entry('6-2', message('eve'))]);
      expect(fake.disconnected).toHaveLength(2);
      live.close();
    } finally {
      jest.useRealTimers();
    }
  });

  it('follows the log anew when it had read on before it took over', () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'performance'] });
    try {
      const { live, backplane, fake } = open();
      fake.claims = false;
      void live.publish('all', event);
      backplane.events?.opened({ epoch: 3, position: '5-0', lost: false });
      void backplane.events?.entries([entry('6-5')]);
      fake.claims = true;
      fake.feedReport = { following: true, position: '6-300001' };
      jest.advanceTimersByTime(2_000);
      expect(fake.followed).toEqual([{ epoch: 3, position: '6-5', lost: false }]);
      live.close();
    } finally {
      jest.useRealTimers();
    }
  });

  it('says what fails, once a failure, and that it works again', async () => {
    const { live, backplane, logger } = opened();
    backplane.events?.failed(new Error('ECONNREFUSED'));
    backplane.events?.failed(new Error('ETIMEDOUT'));
    expect(live.stats().backplane).toMatchObject({ state: 'failing', lastError: 'ETIMEDOUT' });
    backplane.events?.failed(undefined);
    expect(live.stats().backplane?.state).toBe('open');
    backplane.events?.failed(new Error('again'));
    expect(logger.error).toHaveBeenCalledTimes(2);
    expect(logger.info).toHaveBeenCalledTimes(1);
    backplane.events?.foreign('6-0', 'a field x');
    backplane.events?.foreign('6-1', 'a field x');
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(live.stats().backplane?.foreign).toBe(2);
  });

  it('probes from the start, and every 10 s: a probe that fails is a failure', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'performance'] });
    try {
      const { live, backplane } = opened();
      const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
      await settled();
      expect(live.stats().backplane).toMatchObject({ state: 'open', lag: 2 });
      backplane.failure = new Error('it did not come back');
      jest.advanceTimersByTime(10_000);
      await settled();
      expect(backplane.probes).toBe(2);
      expect(live.stats().backplane).toMatchObject({
        state: 'failing',
        lastError: 'it did not come back',
      });
      backplane.failure = undefined;
      jest.advanceTimersByTime(10_000);
      await settled();
      expect(live.stats().backplane?.state).toBe('open');
      // A server that is back is probed at once.
      backplane.failure = new Error('it did not come back');
      jest.advanceTimersByTime(10_000);
      await settled();
      backplane.events?.failed(new Error('ECONNREFUSED'));
      backplane.failure = undefined;
      backplane.events?.failed(undefined);
      await settled();
      expect(live.stats().backplane?.state).toBe('open');
      live.close();
      jest.advanceTimersByTime(30_000);
      expect(backplane.probes).toBe(5);
    } finally {
      jest.useRealTimers();
    }
  });

  it('is closed with its broadcaster, also when another thread has closed that', async () => {
    const { name, live, backplane } = opened();
    live.close();
    live.close();
    expect(backplane.closes).toBe(1);
    expect(live.stats().backplane?.state).toBe('closed');
    await expect(live.publish('all', event)).rejects.toMatchObject({ code: 'ERR_SSECAST_CLOSED' });
    const next = new FakeBackplane('another');
    createBroadcaster({ name, backplane: next, logger: fakeLogger() });
    expect(findBroadcaster(name)?.backplane?.key).toBe('another');
    const other = opened();
    other.fake.isClosed = true;
    void other.backplane.events?.entries([entry('6-0')]);
    expect(other.backplane.closes).toBe(1);
  });

  it('notices while clients wait that another thread has closed the broadcaster', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    try {
      const { live, backplane, fake } = open();
      fake.claims = false;
      const waiting = live.snapshot('a', () => 1);
      backplane.events?.opened({ epoch: 3, position: '5-0', lost: false });
      fake.isClosed = true;
      await waiting.catch(() => undefined);
      await pause(20);
      expect(unhandled).not.toHaveBeenCalled();
      expect(backplane.closes).toBe(1);
      expect(live.stats().backplane?.state).toBe('closed');
    } finally {
      process.off('unhandledRejection', unhandled);
    }
  });

  it('has statistics before it notices that another thread has closed the broadcaster', () => {
    const { live, fake } = opened();
    fake.isClosed = true;
    expect(live.stats().backplane?.state).toBe('closed');
  });

  it('takes the first backplane of a key, and refuses another log and a history file', () => {
    const { name, backplane } = open();
    const same = new FakeBackplane(name);
    void createBroadcaster({ name, backplane: same }).publish('all', event);
    expect([backplane.opens, same.opens]).toEqual([1, 0]);
    const invalid = { name: 'TypeError', code: 'ERR_SSECAST_INVALID_OPTION' };
    const refused = (options: object) => {
      try {
        createBroadcaster(options as never);
      } catch (error) {
        expect(error).toMatchObject({ code: invalid.code });
        return (error as Error).message;
      }
      return 'nothing was thrown';
    };
    expect(refused({ name, backplane: new FakeBackplane('b') })).toBe(
      `Expected one backplane for the broadcaster '${name}' but received b, and it has ${name} already. ` +
        'Give it the same everywhere, or give the broadcaster another name.',
    );
    const both = /Expected either backplane or history\.file/;
    expect(refused({ name, history: { file: 'f' } })).toMatch(both);
    expect(refused({ name: 'new', backplane, history: { file: 'f' } })).toMatch(both);
    expect(findBroadcaster('new')).toBeUndefined();
    createBroadcaster({ name: 'filed', history: { file: '/tmp/none/f' } });
    expect(refused({ name: 'filed', backplane })).toMatch(both);
    expect(refused({ backplane: {} })).toMatch(
      'Expected a backplane, like redisBackplane({ url })',
    );
    expect(refused({ onBackplaneError: 5 })).toMatch('Expected a function for onBackplaneError');
    expect(refused({ backplaneQueue: { age: 0 } })).toMatch('1 or more, for backplaneQueue.age');
    expect(refused({ backplaneQueue: { size: 1 } })).toMatch('the options are backplaneQueue.age');
  });

  it('drains its queue with its clients, and says what is left', async () => {
    const { live, backplane } = opened();
    backplane.failure = new Error('broken');
    const sent = live.publish('all', event);
    expect(await live.drain({ deadline: 20 })).toMatchObject({ backplane: { unsent: 1 } });
    backplane.failure = undefined;
    await sent;
    live.close();
  });
});
