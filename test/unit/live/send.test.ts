import '../support/fake-native.js';
import { defineLive, InvalidDataError } from 'ssecast';
import { fakeOf } from '../support/fake-native.js';
import { fake, live } from './support.js';

const last = () => fake.published.at(-1);

it.each([
  ['a user', () => live.user('42').send('notice', { title: 'a' }), 'user:42', 'notice'],
  [
    'a session',
    () => live.session('s').send('item-added', { text: 'a' }),
    'session:s',
    'item-added',
  ],
  [
    'a channel',
    () => live.channel('orders').send('order', { id: 'a', count: 1 }),
    'orders',
    'order',
  ],
  ['a parameter', () => live.channel('room:5').send('message', 'a'), 'room:5', 'message'],
  [
    'a name before a parameter',
    () => live.channel('room:lobby').send('opened', true),
    'room:lobby',
    'opened',
  ],
  [
    'two parameters',
    () => live.channel('room:5:seat:7').send('taken', true),
    'room:5:seat:7',
    'taken',
  ],
])('%s: to its channel, which the event names', (_what, send, channel, event) => {
  expect(send()).toEqual({ id: expect.any(String), clients: expect.any(Number) });
  expect(last()).toMatchObject({ keys: channel, event, comments: `channel ${channel}` });
});

it('sends to all clients', () => {
  live.all.send('deployed', '1.2');
  expect(last()).toMatchObject({ kind: 0, keys: '', event: 'deployed', data: '"1.2"' });
  expect(last()?.comments).toBe('channel all');
});

it('sends the output of the schema', () => {
  live.channel('orders').send('order', { id: 'a', count: '3' });
  expect(last()?.data).toBe('{"id":"a","count":3}');
});

it('gives each channel a key of its own, so that of two rooms no list replaces the other', () => {
  const keyOf = (send: () => unknown) => {
    send();
    return last()?.key;
  };
  const keys = [
    keyOf(() => live.channel('room:5').send('message', 'a')),
    keyOf(() => live.channel('room:6').send('message', 'a', { id: 'k1' })),
    keyOf(() => live.channel('room:lobby').send('opened', true)),
    keyOf(() => live.user('42').send('notice', { title: 'a' })),
    keyOf(() => live.user('43').send('notice', { title: 'a' })),
    keyOf(() => live.all.send('deployed', '1.2')),
  ];
  expect(keys).not.toContain(undefined);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keyOf(() => live.channel('room:5').send('message', 'b'))).toBe(keys[0]);
});

it('passes on the options, and nothing else', () => {
  const options = {
    id: 'o1',
    retry: 5,
    timestamp: 7,
    key: 'k',
    event: 'other',
    tellChannel: false,
  };
  live.channel('room:5').send('message', 'a', options);
  expect(last()).toMatchObject({
    ...{ event: 'message', id: 'o1', retry: 5, timestamp: 7, key: 'k' },
    comments: 'channel room:5',
  });
});

// As code without types would write it.
const untyped = live as unknown as {
  all: { send(...given: unknown[]): unknown };
  user(id: unknown): { send(...given: unknown[]): unknown; disconnect(): number };
  session(id: unknown): unknown;
  channel(name: unknown): { send(...given: unknown[]): unknown };
};

it.each([
  [
    'an event of another channel',
    () => untyped.user('a').send('order', {}),
    'Expected an event of user but received the string "order"; its events are notice. Nothing was sent.',
  ],
  [
    'a misspelt event',
    () => untyped.channel('orders').send('ordr', {}),
    'Expected an event of orders but received the string "ordr"; did you mean order? Nothing was sent.',
  ],
  [
    'no event',
    () => untyped.channel('room:5').send(),
    'Expected an event of room:[id] but received undefined; its events are message. Nothing was sent.',
  ],
  [
    'an event of Object.prototype',
    () => untyped.channel('room:5').send('toString', 1),
    'Expected an event of room:[id] but received the string "toString"; its events are message. Nothing was sent.',
  ],
  [
    'options that are none',
    () => untyped.channel('room:5').send('message', 1, 5),
    'Expected an object like { id, key } for options but received the number 5',
  ],
])('%s: nothing is sent', (_what, send, message) => {
  expect(send).toThrow(expect.objectContaining({ code: 'ERR_SSECAST_INVALID_EVENT', message }));
  expect(fake.published).toEqual([]);
});

it('refuses data that the schema refuses', () => {
  const send = () => untyped.user('a').send('notice', { title: 5 });
  expect(send).toThrow(InvalidDataError);
  expect(send).toThrow(/data of the event "notice".*title/);
  expect(fake.published).toEqual([]);
});

it.each([
  ['a misspelt channel', 'order', 'did you mean orders?'],
  ['a misspelt channel with a parameter', 'rom:5', 'did you mean room:5?'],
  ['an empty parameter', 'room:', 'for room:lobby a parameter is not empty and contains no colon'],
  [
    'the pattern itself',
    'room:[id]',
    'for room:lobby a parameter is not empty and contains no colon',
  ],
  [
    'a parameter with a colon',
    'room:a:b',
    'for room:lobby a parameter is not empty and contains no colon',
  ],
  [
    'something else',
    'weather',
    'the channels are orders, room:lobby, room:[id], room:[id]:seat:[seat]',
  ],
  [
    'the channel of a user',
    'user:5',
    'the channels are orders, room:lobby, room:[id], room:[id]:seat:[seat]',
  ],
  ['nothing', undefined, 'the channels are orders, room:lobby, room:[id], room:[id]:seat:[seat]'],
])('%s is no channel', (_what, name, advice) => {
  expect(() => untyped.channel(name)).toThrow(
    expect.objectContaining({
      code: 'ERR_SSECAST_INVALID_CHANNEL',
      message: expect.stringContaining(advice),
    }),
  );
});

it.each([[''], [undefined], [null], [5], [['a']]])('%j is no id of a user or a session', (id) => {
  const message = expect.stringContaining('Expected a string that is not empty for userId');
  expect(() => untyped.user(id)).toThrow(
    expect.objectContaining({ code: 'ERR_SSECAST_INVALID_TARGET', message }),
  );
  expect(() => untyped.session(id)).toThrow(/for sessionId/);
});

it('disconnects and lists the clients of a target', async () => {
  await live.broadcaster.connect({ userId: 'ann', channels: ['orders'] });
  await live.broadcaster.connect({ userId: 'bob', channels: ['orders'] });
  expect(live.clients()).toHaveLength(2);
  expect(
    live
      .user('ann')
      .clients()
      .map(({ userId }) => userId),
  ).toEqual(['ann']);
  expect(live.channel('orders').clients()).toHaveLength(2);
  expect(live.user('ann').disconnect()).toBe(1);
  expect(live.all.disconnect()).toBe(1);
});

it('takes snapshots of channels', async () => {
  const { data, cursor } = await live.channel('room:5').snapshot(async () => [1]);
  expect([data, typeof cursor]).toEqual([[1], 'string']);
  expect(fake.asked.at(-1)?.channel).toBe('room:5');
});

it('knows no names at run time where the definition has types alone', () => {
  const plain = defineLive<{ orders: { order: number }; 'room:[id]': { message: string } }>(
    undefined,
    { name: 'plain' },
  );
  plain.channel('orders').send('order', 1);
  plain.channel('room:5').send('message', 'a');
  expect(fakeOf('plain').published).toHaveLength(2);
});

it('takes no snapshot of all clients', async () => {
  const { all } = live as unknown as { all: { snapshot(load: unknown): Promise<unknown> } };
  await expect(all.snapshot(() => 1)).rejects.toMatchObject({
    code: 'ERR_SSECAST_INVALID_CHANNEL',
  });
});
