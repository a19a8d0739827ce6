import '../support/fake-native.js';
import { type Broadcaster, createBroadcaster } from 'ssecast';
import { fakeLogger, fakeOf } from '../support/fake-native.js';

const event = { event: 'a', data: 1 };

function open(name: string, answer?: object) {
  const logger = fakeLogger();
  const live = createBroadcaster({ name, logger, history: { file: 'history' } });
  fakeOf(name).history = answer === undefined ? undefined : JSON.stringify(answer);
  return { live, logger, fake: fakeOf(name) };
}

describe('the history file', () => {
  afterEach(() => {
    delete process.env.NEXT_PHASE;
  });

  it.each<[string, (live: Broadcaster) => unknown]>([
    ['event', (live) => live.publish('all', event)],
    ['client', (live) => live.connect()],
    ['snapshot', (live) => live.snapshot('a', () => 1)],
  ])('is read once, before the first %s', async (what, use) => {
    const { live, fake } = open(what);
    expect(fake.restorations).toBe(0);
    jest.spyOn(fake, 'restoreHistory').mockImplementationOnce(() => {
      expect([fake.published.length, fake.admissions.length, fake.asked.length]).toEqual([0, 0, 0]);
      return JSON.stringify({ events: 0 });
    });
    await use(live);
    await use(live);
    live.publish('all', event);
    await live.connect();
    expect(fake.restoreHistory).toHaveBeenCalledTimes(1);
  });

  it('is nothing for a broadcaster without one', async () => {
    const live = createBroadcaster({ name: 'none', history: { count: 5 } });
    live.publish('all', event);
    await live.connect();
    expect(fakeOf('none').restorations).toBe(0);
  });

  it('is left alone while pages are rendered at build time', async () => {
    process.env.NEXT_PHASE = 'phase-production-build';
    const { live, fake } = open('build');
    await live.snapshot('a', () => 1);
    expect(fake.restorations).toBe(0);
    delete process.env.NEXT_PHASE;
    await live.snapshot('a', () => 1);
    expect(fake.restorations).toBe(1);
  });

  it('is told of: how many events, or why there are none', () => {
    const restored = open('restored', { events: 5 });
    restored.live.publish('all', event);
    expect(restored.logger.info).toHaveBeenCalledWith(expect.stringContaining('5 events were'));
    expect(restored.logger.warn).not.toHaveBeenCalled();

    const torn = open('torn', { events: 0, warning: 'The history file is not used: torn.' });
    torn.live.publish('all', event);
    expect(torn.logger.warn).toHaveBeenCalledWith('ssecast: The history file is not used: torn.');

    const first = open('first', { events: 0 });
    first.live.publish('all', event);
    for (const logger of [torn.logger, first.logger]) expect(logger.info).not.toHaveBeenCalled();
    expect(first.logger.warn).not.toHaveBeenCalled();
  });

  it('of an earlier broadcaster of the name is not that of the next one', () => {
    const { live } = open('reopened');
    live.close();
    createBroadcaster({ name: 'reopened' }).publish('all', event);
    expect(fakeOf('reopened').restorations).toBe(0);
  });
});
