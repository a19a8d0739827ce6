import '../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import type { BroadcasterState, NativeClient } from 'ssecast/native';
import type { BackplaneMembers } from '../../../lib/backplane/backplane.js';
import { MemoryMembers } from '../../../lib/backplane/memory-members.js';
import { parsePresenceEntry } from '../../../lib/presence/entries.js';
import { PresenceTracker } from '../../../lib/presence/tracker.js';
import { stateOf } from '../../../lib/server/state-of.js';
import { fakeLogger } from '../support/fake-native.js';

/** Members that fail, wait or answer as the test says, and what they sent. */
class FakeMembers implements BackplaneMembers {
  readonly leaseTime = 20_000;
  readonly calls: string[] = [];
  readonly told: string[] = [];
  isAway = false;
  /** The call waits for this. */
  answer: Promise<void> = Promise.resolve();
  mostAtOnce = 0;
  private atOnce = 0;
  readonly stored = new MemoryMembers((entry) => {
    const { channel, event, data } = parsePresenceEntry(entry);
    this.told.push(`${channel} ${event} ${JSON.stringify(data)}`);
  });

  constructor(readonly instance = 'a') {}

  async enter(...[group, member, value, more = {}]: Parameters<BackplaneMembers['enter']>) {
    await this.called(`enter ${member}`);
    return this.stored.enter(this.instance, group, member, value, more);
  }
  async leave(group: string, member: string) {
    await this.called(`leave ${member}`);
    this.stored.leave(this.instance, group, member);
  }
  async list(group: string) {
    return this.stored.list(group);
  }

  private async called(call: string): Promise<void> {
    this.calls.push(call);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
    const { isAway } = this;
    await this.answer;
    this.atOnce--;
    if (isAway) throw new Error('away');
  }
}

const logger = fakeLogger();
let state: BroadcasterState;
let members: FakeMembers;
let tracker: PresenceTracker;

beforeEach(() => {
  jest.useFakeTimers();
  state = stateOf('broadcaster', createBroadcaster({ name: 'presence', logger }));
  members = new FakeMembers();
  const tracks = (channel: string) => channel.startsWith('room:');
  tracker = new PresenceTracker(state, () => members, { tracks, names: ['room'], grace: 5_000 });
});
afterEach(() => {
  tracker.close();
  logger.error.mockClear();
  jest.useRealTimers();
});

const client = (userId: string | undefined, id = `${userId}-1`, more: Partial<NativeClient> = {}) =>
  ({ id, userId, channels: [], connectedAt: 1, path: 'direct', ...more }) as NativeClient;
const join = (who: NativeClient, channel = 'room:5') => {
  for (const listener of state.joinListeners.values()) listener(channel, who);
};
const leave = (who: NativeClient, channel = 'room:5') => {
  for (const listener of state.leaveListeners.values()) listener(channel, who);
};
const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);
const users = async (channel = 'room:5') =>
  (await tracker.list(channel)).map(({ userId }) => userId);

it('enters a user with the first client, and leaves a grace time after the last', async () => {
  const ann = { metadata: { name: 'Ann' } };
  join(client('bob'));
  join(client('ann', '1', ann));
  join(client('ann', '2', ann));
  await pass(0);
  expect(await tracker.list('room:5')).toEqual([
    { userId: 'ann', metadata: { name: 'Ann' } },
    { userId: 'bob', metadata: {} },
  ]);
  leave(client('ann', '1', ann));
  await pass(60_000);
  expect(members.calls).toEqual(['enter bob', 'enter ann']);
  leave(client('ann', '2', ann));
  await pass(4_999);
  expect(await users()).toEqual(['ann', 'bob']);
  await pass(1);
  expect(await users()).toEqual(['bob']);
  expect(members.told).toEqual([
    'room:5 presence.join {"userId":"bob","metadata":{}}',
    'room:5 presence.join {"userId":"ann","metadata":{"name":"Ann"}}',
    'room:5 presence.leave {"userId":"ann","metadata":{"name":"Ann"}}',
  ]);
});

it('says nothing of a user who comes back within the grace time', async () => {
  join(client('ann', '1'));
  await pass(0);
  leave(client('ann', '1'));
  await pass(4_999);
  join(client('ann', '2'));
  await pass(60_000);
  expect(members.calls).toEqual(['enter ann']);
  // The next grace time begins anew.
  leave(client('ann', '2'));
  await pass(4_999);
  expect(members.calls).toEqual(['enter ann']);
  await pass(1);
  expect(members.calls).toEqual(['enter ann', 'leave ann']);
});

it('says nothing of a user who comes back on another instance', async () => {
  join(client('ann'));
  await pass(0);
  leave(client('ann'));
  await pass(2_000);
  members.stored.enter('b', 'presence:room:5', 'ann', '{}', {});
  await pass(10_000);
  expect(members.calls).toEqual(['enter ann', 'leave ann']);
  expect(members.told).toEqual([expect.stringContaining('presence.join')]);
  expect(await users()).toEqual(['ann']);
});

it('keeps channels and users apart, and forgets those that are gone', async () => {
  for (const user of ['ann', 'bob']) {
    for (const channel of ['room:5', 'room:6', 'orders']) join(client(user), channel);
  }
  join(client(undefined, 'x'));
  await pass(0);
  expect(tracker.stats()).toEqual({ channels: 2, members: 4, pending: 0, failures: 0 });
  leave(client('ann'), 'room:5');
  leave(client(undefined, 'x'));
  await pass(5_000);
  expect([await users('room:5'), await users('room:6')]).toEqual([['bob'], ['ann', 'bob']]);
  for (const channel of ['room:5', 'room:6']) leave(client('bob'), channel);
  leave(client('ann'), 'room:6');
  await pass(5_000);
  expect(tracker.stats()).toMatchObject({ channels: 0, members: 0 });
  expect(jest.getTimerCount()).toBe(0);
});

it('sends the newest metadata to whoever asks, without another event', async () => {
  join(client('ann', '1', { metadata: { name: 'Ann' } }));
  await pass(0);
  join(client('ann', '2', { metadata: { name: 'Anna' } }));
  await pass(0);
  expect(await tracker.list('room:5')).toEqual([{ userId: 'ann', metadata: { name: 'Anna' } }]);
  expect(members.told).toHaveLength(1);
});

it('does not take the end of an earlier client for that of a later one with its id', async () => {
  const [first, second] = [client('ann', 'tab', { connectedAt: 1 }), client('ann', 'tab')];
  second.connectedAt = 2;
  join(first);
  join(second);
  leave(first);
  await pass(10_000);
  expect(await users()).toEqual(['ann']);
  leave(second);
  await pass(5_000);
  expect(await users()).toEqual([]);
});

it('lets a user leave whose client another thread has disconnected meanwhile', async () => {
  join(client('ann', '1'));
  await pass(0);
  leave(client(undefined, '1', { path: 'pending', connectedAt: 9 }));
  await pass(5_000);
  expect(await users()).toEqual([]);
});

describe('while a call is under way', () => {
  it('calls again for a user who has left and come back, in this order', async () => {
    join(client('ann'));
    await pass(0);
    leave(client('ann'));
    let answer = () => {};
    members.answer = new Promise((resolve) => {
      answer = resolve;
    });
    await pass(5_000);
    join(client('ann'));
    expect(tracker.stats()).toMatchObject({ pending: 1, members: 1 });
    answer();
    await pass(0);
    expect(members.calls).toEqual(['enter ann', 'leave ann', 'enter ann']);
    expect(members.told.map((each) => each.split(' ')[1])).toEqual([
      'presence.join',
      'presence.leave',
      'presence.join',
    ]);
    expect(await users()).toEqual(['ann']);
  });

  it('has at most 64 calls under way', async () => {
    for (let number = 0; number < 1_000; number++) join(client(`user-${number}`));
    expect(tracker.stats()).toMatchObject({ members: 1_000, pending: 1_000 });
    await pass(0);
    expect([members.mostAtOnce, members.calls.length]).toEqual([64, 1_000]);
    expect(tracker.stats()).toMatchObject({ pending: 0 });
  });
});

describe('members that fail', () => {
  it('are tried again until they succeed, after pauses that double up to 5 s', async () => {
    members.isAway = true;
    for (const user of ['ann', 'bob', 'cy']) join(client(user));
    await pass(0);
    expect(tracker.stats()).toMatchObject({ pending: 3, failures: 3 });
    members.calls.length = 0;
    await pass(100 + 200 + 400 + 800 + 1_600 + 3_200);
    // One each time, another one each time.
    expect(members.calls).toEqual([
      ...['enter ann', 'enter bob', 'enter cy'],
      ...['enter ann', 'enter bob', 'enter cy'],
    ]);
    await pass(20_000);
    expect(members.calls).toHaveLength(6 + 4);
    members.isAway = false;
    await pass(5_000);
    expect(await users()).toEqual(['ann', 'bob', 'cy']);
    expect(tracker.stats()).toMatchObject({ pending: 0, failures: 3 + 10 });
    expect(logger.error.mock.calls.length).toBeLessThanOrEqual(4);
    expect(logger.error.mock.calls[0]).toEqual([
      expect.stringContaining("'presence'"),
      expect.any(Error),
    ]);
  });

  it('are not entered later when the user has left', async () => {
    members.isAway = true;
    join(client('ann'));
    await pass(0);
    leave(client('ann'));
    await pass(6_000);
    members.isAway = false;
    await pass(5_000);
    expect(members.calls.at(-1)).toBe('leave ann');
    expect([await users(), members.told]).toEqual([[], []]);
    expect(tracker.stats()).toMatchObject({ members: 0, pending: 0 });
  });

  it('do not keep others waiting', async () => {
    members.isAway = true;
    join(client('ann'));
    await pass(60_000);
    members.isAway = false;
    join(client('bob'));
    await pass(0);
    expect(await users()).toEqual(['bob']);
  });
});

it('leaves the users of a drained broadcaster to their leases', async () => {
  join(client('ann'));
  await pass(0);
  state.draining = Promise.resolve('{}');
  leave(client('ann'));
  await pass(19_999);
  expect(members.calls).toEqual(['enter ann']);
  state.draining = undefined;
  await pass(1);
  expect(members.calls).toEqual(['enter ann', 'leave ann']);
});

it('says nothing once the broadcaster is closed, and keeps no timer', async () => {
  members.isAway = true;
  join(client('ann'));
  join(client('bob'));
  await pass(0);
  leave(client('bob'));
  members.calls.length = 0;
  tracker.close();
  leave(client('ann'));
  await pass(60_000);
  expect([members.calls, jest.getTimerCount()]).toEqual([[], 0]);
});
