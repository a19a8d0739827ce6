import '../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import { fakeLogger, fakeOf } from '../support/fake-native.js';
import { entry, FakeBackplane } from './support.js';

let count = 0;

function open() {
  const name = `claims-${++count}`;
  const backplane = new FakeBackplane(name);
  const live = createBroadcaster({ name, logger: fakeLogger(), backplane });
  return { live, backplane, fake: fakeOf(name) };
}

/** One that reads a log which another environment feeds to the broadcaster. */
function waiting() {
  const all = open();
  all.fake.claims = false;
  void all.live.publish('all', { event: 'said', data: 1 });
  all.backplane.events?.opened({ epoch: 3, position: '5-0', lost: false });
  return all;
}

const disconnect = (user: string) => `!{"disconnect":{"user":"${user}"},"by":"another"}`;

describe('the environment that feeds a broadcaster', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('begins to feed although the system refused memory at first', () => {
    const { live, backplane, fake } = open();
    const follow = fake.follow.bind(fake);
    let failures = 2;
    fake.follow = (...args) => {
      if (failures-- > 0) throw Object.assign(new Error('no'), { code: 'ERR_SSECAST_SYSTEM' });
      follow(...args);
    };
    void live.publish('all', { event: 'said', data: 1 });
    backplane.events?.opened({ epoch: 3, position: '5-0', lost: false });
    void backplane.events?.entries([entry('6-0')]);
    jest.advanceTimersByTime(5_000);
    // What was read in between is behind the place, so clients get a gap.
    expect(fake.followed).toEqual([{ epoch: 3, position: '6-0', lost: false }]);
    void backplane.events?.entries([entry('6-1')]);
    expect(fake.fed).toEqual(['6-1', '{}']);
    live.close();
  });

  it('acts on messages that came when the environment before had ended', () => {
    const { live, backplane, fake } = waiting();
    void backplane.events?.entries([entry('6-0', disconnect('ann')), entry('6-1')]);
    jest.advanceTimersByTime(10_000);
    void backplane.events?.entries([entry('7-0', disconnect('bob')), entry('7-1')]);
    expect(fake.disconnected).toEqual([]);
    fake.claims = true;
    fake.feedReport = { following: true, position: '7-300001' };
    jest.advanceTimersByTime(2_000);
    // The environment before has acted on the first, which came long before this one tried.
    expect(fake.disconnected.map(({ keys }) => keys)).toEqual(['user:bob']);
    live.close();
  });

  it('remembers a bounded number of them', () => {
    const { live, backplane, fake } = waiting();
    const many = Array.from({ length: 9_000 }, (_, i) => entry(`6-${i}`, disconnect(`u${i}`)));
    void backplane.events?.entries(many);
    fake.claims = true;
    jest.advanceTimersByTime(2_000);
    expect(fake.disconnected).toHaveLength(1);
    expect(fake.disconnected[0]).toMatchObject({ keys: '' });
    live.close();
  });
});

it('a broadcaster that another thread closes while clients wait for the log ends the waiting', async () => {
  const { live, backplane, fake } = open();
  fake.feedReport = { following: false };
  const snapshot = live.snapshot('a', () => 1);
  backplane.events?.opened({ epoch: 3, position: '5-0', lost: false });
  const rejections: unknown[] = [];
  const listener = (error: unknown) => rejections.push(error);
  process.on('unhandledRejection', listener);
  try {
    fake.isClosed = true;
    fake.feedState = () => {
      throw Object.assign(new Error('closed'), { code: 'ERR_SSECAST_CLOSED' });
    };
    await Promise.allSettled([snapshot]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(rejections).toEqual([]);
    expect(backplane.closes).toBe(1);
  } finally {
    process.off('unhandledRejection', listener);
  }
});
