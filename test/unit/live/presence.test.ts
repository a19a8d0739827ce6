import '../support/fake-native.js';
import { createBroadcaster, defineLive, typed } from 'ssecast';
import { fakeLogger, fakeOf } from '../support/fake-native.js';
import { later } from './support.js';

const channels = {
  user: { notice: typed<string>() },
  orders: { order: typed<string>() },
  'room:[id]': { said: typed<string>() },
  'room:lobby': { opened: typed<boolean>() },
  'room:[id]:seat:[seat]': { taken: typed<boolean>() },
};
const logger = fakeLogger();
const presence = { channels: ['room:[id]'] } as const;

afterEach(() => {
  createBroadcaster({ name: 'presence' }).close();
  logger.error.mockClear();
});

const connect = (...names: string[]) =>
  createBroadcaster({ name: 'presence', logger }).connect({ userId: 'ann', channels: names });

it('is for the channels of the patterns that are named', async () => {
  const live = defineLive(channels, { name: 'presence', logger, presence });
  await connect('room:5', 'room:lobby', 'room:5:seat:7', 'orders');
  await later();
  expect(await live.presence('room:5')).toEqual([{ userId: 'ann', metadata: {} }]);
  expect(await live.presence('room:6')).toEqual([]);
  expect(live.broadcaster.stats().presence).toMatchObject({ channels: 1, members: 1 });
  expect(fakeOf('presence').published).toEqual([
    expect.objectContaining({
      ...{ keys: 'room:5', event: 'presence.join', comments: 'channel room:5' },
      data: '{"userId":"ann","metadata":{}}',
    }),
  ]);
  for (const name of ['room:lobby', 'room:5:seat:7', 'orders'] as const) {
    await expect(live.broadcaster.presence(name)).rejects.toThrow(
      new TypeError(
        `Expected a channel with members but received the string "${name}"; the option ` +
          'presence names room:[id]',
      ),
    );
  }
});

it('has names of a broadcaster that mean the channel itself, and each with an id', async () => {
  const live = createBroadcaster({ name: 'presence', logger, presence: { channels: ['room'] } });
  await connect('room', 'room:5', 'room:5:seat:7', 'rooms', 'orders');
  await later();
  expect(live.stats().presence).toMatchObject({ channels: 3, members: 3 });
  await expect(live.presence('rooms:1')).rejects.toThrow('the option presence names room');
  await expect(live.presence('')).rejects.toMatchObject({ code: 'ERR_SSECAST_INVALID_CHANNEL' });
});

it('is kept by later calls without it, replaced by later ones with it, and ends with the broadcaster', async () => {
  defineLive(channels, { name: 'presence', logger, presence });
  const live = createBroadcaster({ name: 'presence' });
  expect(await live.presence('room:5')).toEqual([]);
  defineLive(channels, { name: 'presence', presence: { channels: ['orders'] } });
  expect(await live.presence('orders')).toEqual([]);
  await expect(live.presence('room:5')).rejects.toThrow('Expected a channel with members');
  live.close();
  expect(await live.presence('orders')).toEqual([]);
  await expect(createBroadcaster({ name: 'presence' }).presence('orders')).rejects.toThrow(
    'the option presence names none',
  );
  expect(live.stats().presence).toBeUndefined();
});

it.each([
  ['no object', ['room:[id]'], 'an array of 1'],
  ['no channels', { channel: ['room:[id]'] }, 'channel'],
  ['channels that are no array', { channels: 'room:[id]' }, 'the string "room:[id]"'],
  ['an empty name', { channels: [''] }, 'an array of 1'],
  ['too many names', { channels: Array(101).fill('room:[id]') }, 'an array of 101'],
  ['a channel that is misspelt', { channels: ['rooms:[id]'] }, 'did you mean room:[id]?'],
  ['a name in place of the pattern', { channels: ['room:5'] }, 'room:[id]'],
  ['the channel of a user', { channels: ['user'] }, 'the channels are'],
  ['a grace time below 0', { channels: [], grace: -1 }, 'presence.grace'],
  ['a grace time that no timer can hold', { channels: [], grace: 2 ** 31 }, 'presence.grace'],
  ['a grace time that is no number', { channels: [], grace: '5' }, 'presence.grace'],
])('refuses %s', (_what, wrong, said) => {
  const before = createBroadcaster({ name: 'presence' });
  expect(() => defineLive(channels, { name: 'presence', presence: wrong as never })).toThrow(
    expect.objectContaining({
      code: 'ERR_SSECAST_INVALID_OPTION',
      message: expect.stringContaining(said),
    }),
  );
  expect(before.stats().presence).toBeUndefined();
});

it('refuses events whose names are those of presence', () => {
  const definition = { orders: { 'presence.join': typed<string>() } };
  expect(() => defineLive(definition)).toThrow(
    "Expected names of the application's events in orders but received presence.join, which ssecast " +
      'sends itself. Give the event another name',
  );
});

it('knows no members while an app is built', async () => {
  const live = defineLive(channels, { name: 'presence', logger, presence });
  await connect('room:5');
  await later();
  process.env.NEXT_PHASE = 'phase-production-build';
  try {
    expect(await live.presence('room:5')).toEqual([]);
  } finally {
    process.env.NEXT_PHASE = undefined;
    delete process.env.NEXT_PHASE;
  }
});

it('tells of a user once a rate limit of the channel allows it', async () => {
  const live = defineLive(channels, { name: 'presence', logger, presence });
  const fake = fakeOf('presence');
  const publish = fake.publish.bind(fake);
  fake.publish = () => {
    throw Object.assign(new Error('too many'), {
      code: 'ERR_SSECAST_RATE_LIMITED',
      retryAfter: 50,
    });
  };
  await connect('room:5');
  await later();
  expect(await live.presence('room:5')).toEqual([]);
  fake.publish = publish;
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(await live.presence('room:5')).toHaveLength(1);
  expect(fake.published).toHaveLength(1);
  expect(live.broadcaster.stats().presence).toMatchObject({ failures: 1, pending: 0 });
});
