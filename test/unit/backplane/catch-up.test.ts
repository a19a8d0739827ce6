import '../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import { findBroadcaster, type NativeAdmission, type NativePlace } from 'ssecast/native';
import { backplaneOf } from '../../../lib/backplane/engine.js';
import { comparePlaces, toWireId } from '../../../lib/backplane/wire-id.js';
import { fakeLogger, fakeOf } from '../support/fake-native.js';
import { entry, FakeBackplane, pause } from './support.js';

const kEpoch = 3;
const wire = (number: number) => `${number}-${kEpoch * 100_000}`;
const position = (number: number) => `${number}-0`;

let count = 0;
const running: { close(): void }[] = [];

afterEach(() => {
  for (const live of running.splice(0)) live.close();
});

/** A broadcaster whose history begins after 1,000, on a log of the entries 1 to 2,000. */
function open(more: object = {}, oldest = 0) {
  const name = `catch-up-${++count}`;
  const backplane = new FakeBackplane(name);
  const live = createBroadcaster({ name, logger: fakeLogger(), backplane, ...more });
  const fake = fakeOf(name);
  const engine = backplaneOf(findBroadcaster(name) as never);
  if (engine === undefined) throw new Error('there is no backplane');
  running.push(live);
  const ready = { following: true, position: wire(2_000), begin: wire(1_000) };
  fake.feedReport = { following: false };
  backplane.page = (after, through) => {
    const [from = 0, to = 0] = [after, through].map((text) => Number.parseInt(text, 10));
    const all = Array.from({ length: to - from }, (_, index) => entry(position(from + 1 + index)));
    return { entries: all.slice(0, 100), complete: all.length <= 100, lost: from < oldest };
  };
  fake.place = ({ lastEventId }): NativePlace => {
    if (lastEventId === undefined) return 'new';
    if (!/^\d+-300000$/.test(lastEventId)) return 'unknown';
    const archive = fake.archives.at(-1);
    const isServed = archive !== undefined && comparePlaces(lastEventId, archive.after) >= 0;
    if (comparePlaces(lastEventId, wire(1_000)) < 0 && !isServed) return 'older';
    const { position = '' } = fake.feedReport;
    return comparePlaces(lastEventId, position) > 0 ? 'ahead' : 'held';
  };
  const start = () => {
    fake.feedReport = ready;
    backplane.events?.opened({ epoch: kEpoch, position: '1-0', lost: false });
  };
  const prepare = (lastEventId?: string, isGone = () => false) => {
    const admission: NativeAdmission = { channels: [] };
    if (lastEventId !== undefined) admission.lastEventId = lastEventId;
    return engine.prepare(admission, isGone).then((prepared) => ({ prepared, admission }));
  };
  const opened = () => {
    const first = prepare();
    start();
    return first;
  };
  return { live, fake, backplane, prepare, start, opened };
}

describe('a client that comes back', () => {
  it('waits until the log is open', async () => {
    const { prepare, backplane, fake } = open();
    let isReady = false;
    const ready = prepare().then(() => {
      isReady = true;
    });
    await pause(30);
    backplane.events?.opened({ epoch: kEpoch, position: '1-0', lost: false });
    await pause(30);
    // C++ follows it a moment later.
    expect(isReady).toBe(false);
    fake.feedReport = { following: true };
    await ready;
  });

  it('is admitted all the same after 2 s', async () => {
    const { prepare } = open();
    const before = performance.now();
    expect((await prepare(wire(5))).prepared).toBe('ready');
    expect(performance.now() - before).toBeGreaterThan(1_900);
  });

  it('is not admitted when its request is closed meanwhile', async () => {
    const { prepare, start } = open();
    let isGone = false;
    const ready = prepare(wire(5), () => isGone);
    isGone = true;
    start();
    expect((await ready).prepared).toBe('gone');
  });

  it('waits for the epoch of its cursor, which another process may have begun', async () => {
    const { opened, prepare, fake } = open();
    await opened();
    const later = toWireId(position(2_500), kEpoch + 1);
    let isReady = false;
    const ready = prepare(later).then(() => {
      isReady = true;
    });
    await pause(30);
    expect(isReady).toBe(false);
    fake.feedReport = { following: true, position: toWireId(position(2_600), kEpoch + 1) };
    await ready;
  });

  it('does not wait for an epoch that lies back', async () => {
    const { opened, prepare } = open();
    await opened();
    const before = performance.now();
    await prepare(toWireId(position(1_500), kEpoch + 1));
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it('gets what the history no longer holds: one load for all that come at once', async () => {
    const { opened, prepare, backplane, fake, live } = open();
    await opened();
    await Promise.all(Array.from({ length: 500 }, (_, index) => prepare(wire(300 + index))));
    // 700 entries in pages of 100, from the oldest cursor on, and a page of what the history holds.
    expect(backplane.asked).toHaveLength(8);
    expect(backplane.asked[0]).toEqual({
      after: position(300),
      through: position(2_000),
      epoch: kEpoch,
      count: 1_000,
    });
    expect(fake.archives).toEqual([{ after: wire(300), through: wire(1_100), entries: 800 }]);
    expect(live.stats().backplane?.reads).toBe(8);
  });

  it('lets later ones wait for the load under way, and then takes the oldest of them', async () => {
    const { opened, prepare, fake, backplane } = open();
    await opened();
    const first = prepare(wire(900));
    await pause(7);
    const later = [prepare(wire(950)), prepare(wire(700)), prepare(wire(600))];
    await Promise.all([first, ...later]);
    expect(fake.archives.map(({ after }) => after)).toEqual([wire(900), wire(600)]);
    expect(backplane.asked).toHaveLength(7);
  });

  it('reads on when the history forgets more meanwhile', async () => {
    const { opened, prepare, fake, backplane } = open();
    await opened();
    const { page } = backplane;
    backplane.page = (after, through) => {
      fake.feedReport = { following: true, position: wire(2_000), begin: wire(1_150) };
      return page(after, through);
    };
    await prepare(wire(950));
    const asked = [950, 1_050, 1_150].map(position);
    expect(backplane.asked.map(({ after }) => after)).toEqual(asked);
    expect(fake.archives).toEqual([{ after: wire(950), through: wire(1_250), entries: 300 }]);
  });

  it('reads again when the history has left what was read behind', async () => {
    const { opened, prepare, fake } = open();
    await opened();
    const { place } = fake;
    // The first archive ends before the history.
    fake.place = (admission) => (fake.archives.length < 2 ? 'older' : place(admission));
    await prepare(wire(950));
    expect(fake.archives).toHaveLength(2);
    // The cursor is not taken for one that cannot be served.
    await prepare(wire(950));
    expect(fake.archives).toHaveLength(2);
  });

  it('leaves messages out of what it loads', async () => {
    const { opened, prepare, fake, backplane } = open();
    await opened();
    backplane.page = () => ({
      entries: [entry('997-0'), entry('998-0', '!{"disconnect":"all"}')],
      complete: true,
      lost: false,
    });
    await prepare(wire(990));
    expect(fake.archives).toMatchObject([{ entries: 1 }]);
  });

  it('takes few reads for many cursors that the log does not reach back to', async () => {
    const { opened, prepare, backplane, fake } = open({}, 700);
    await opened();
    await Promise.all(Array.from({ length: 900 }, (_, index) => prepare(wire(1 + index))));
    expect(backplane.asked.length).toBeLessThan(40);
    expect(fake.archives.at(-1)).toMatchObject({ after: wire(700) });
    // They are known to be too old from now on.
    const before = backplane.asked.length;
    await prepare(wire(5));
    expect(backplane.asked).toHaveLength(before);
  });

  it('keeps no more bytes than the history may have: the newest', async () => {
    const { opened, prepare, fake, backplane } = open({ history: { bytes: 50 * 402 } });
    await opened();
    // Two bytes each, and what C++ needs for an event.
    await Promise.all([prepare(wire(500)), prepare(wire(970))]);
    expect(fake.archives[0]).toEqual({ after: wire(950), through: wire(1_000), entries: 50 });
    const before = backplane.asked.length;
    await prepare(wire(500));
    expect(backplane.asked).toHaveLength(before);
  });

  it('tries again after an error of the log, for a bounded time', async () => {
    const { opened, prepare, backplane, live } = open();
    await opened();
    const { page } = backplane;
    let fails = 2;
    backplane.page = (after, through) => {
      if (fails-- > 0) throw new Error('broken');
      return page(after, through);
    };
    await prepare(wire(950));
    expect(backplane.asked).toHaveLength(4);
    expect(live.stats().backplane?.lastError).toBe('broken');
  });

  it('does not wait when another process has read further: C++ skips what it has', async () => {
    const { opened, prepare } = open();
    await opened();
    const before = performance.now();
    await prepare(wire(2_001));
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it('waits until this process has read of the epoch of its cursor: one look for all', async () => {
    const { opened, prepare, fake } = open();
    await opened();
    const next = (number: number) => toWireId(position(number), kEpoch + 1);
    const feedState = jest.spyOn(fake, 'feedState');
    let done = 0;
    const all = [2_001, 2_002, 2_003].flatMap((number) =>
      Array.from({ length: 100 }, () => prepare(next(number)).then(() => done++)),
    );
    await pause(50);
    expect(done).toBe(0);
    expect(feedState.mock.calls.length).toBeLessThan(30 + 300);
    fake.feedReport = { following: true, position: next(2_002), begin: wire(1_000) };
    await pause(50);
    expect(done).toBe(200);
    fake.feedReport = { following: true, position: next(2_003), begin: wire(1_000) };
    await Promise.all(all);
  });

  it('is looked up by an id that the application gave, once for all that bring it', async () => {
    const { opened, prepare, backplane } = open();
    await opened();
    backplane.known = { 'order-1': { position: position(1_500), epoch: kEpoch } };
    const [one, other] = await Promise.all([prepare('order-1'), prepare('order-1')]);
    expect([one?.admission.lastEventId, other?.admission.lastEventId]).toEqual([
      wire(1_500),
      wire(1_500),
    ]);
    expect(backplane.found).toEqual(['order-1']);
    await prepare('order-2');
    expect(backplane.found).toEqual(['order-1', 'order-2']);
    // An id of our form is of another history, and one that is too long of none.
    await Promise.all([prepare('5-1'), prepare('x'.repeat(2_000))]);
    expect(backplane.found).toHaveLength(2);
  });

  it('is refused when 20,000 wait already', async () => {
    const { prepare, start, live } = open();
    const all = Array.from({ length: 20_000 }, () => prepare());
    expect((await prepare()).prepared).toBe('busy');
    const response = await live.connect();
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).not.toBeNull();
    start();
    await Promise.all(all);
    expect((await prepare()).prepared).toBe('ready');
  });
});
