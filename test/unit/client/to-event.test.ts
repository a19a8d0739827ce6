import { toEvent } from '../../../lib/client/transport/to-event.js';

test('a named event', () => {
  const message = { id: '1700000000000-3', event: 'notification', data: '{"title":"Hi"}' };
  expect(toEvent(message, {})).toEqual({
    id: '1700000000000-3',
    event: 'notification',
    data: { title: 'Hi' },
    timestamp: 1_700_000_000_000,
  });
});

test("the publisher's timestamp wins over the one in the id", () => {
  expect(
    toEvent({ id: '1700000000000-3', event: 'a', data: '1' }, { timestamp: 42 }).timestamp,
  ).toBe(42);
});

test('without either, the time of receipt', () => {
  const before = Date.now();
  const { timestamp } = toEvent({ id: 'order-7', event: 'a', data: '1' }, {});
  expect(timestamp).toBeGreaterThanOrEqual(before);
  expect(timestamp).toBeLessThanOrEqual(Date.now());
});

test('an event without an id has an empty one', () => {
  expect(toEvent({ event: 'a', data: '1' }, {}).id).toBe('');
});

test('data that is not JSON stays text', () => {
  expect(toEvent({ event: 'a', data: 'ping' }, { timestamp: 1 }).data).toBe('ping');
  expect(toEvent({ event: 'a', data: '' }, { timestamp: 1 }).data).toBe('');
});

describe('unnamed events', () => {
  const unnamed = (payload: unknown) => toEvent({ data: JSON.stringify(payload) }, {});

  test('an envelope of type, data and timestamp is opened', () => {
    const payload = { type: 'item:added', data: { id: 7 }, timestamp: 1_700_000_000_000 };
    expect(unnamed(payload)).toEqual({
      id: '',
      event: 'item:added',
      data: { id: 7 },
      timestamp: 1_700_000_000_000,
    });
  });

  test('an object that carries a type among its own fields is the data', () => {
    const payload = { type: 'CHANNEL_UPDATED', channel: { id: 'c1' } };
    expect(unnamed(payload)).toMatchObject({ event: 'CHANNEL_UPDATED', data: payload });
  });

  test('nothing is lost when such an object also has a field named data', () => {
    const payload = { type: 'CHANNEL_UPDATED', data: 1, by: 'u1' };
    expect(unnamed(payload)).toMatchObject({ event: 'CHANNEL_UPDATED', data: payload });
  });

  test('a type alone', () => {
    expect(unnamed({ type: 'saved' })).toMatchObject({ event: 'saved', data: { type: 'saved' } });
  });

  test.each([
    [{ type: 'connected' }],
    [{ type: 'connected', data: { clientId: 'forged', heartbeatInterval: 1 } }],
    [{ type: 'gap', data: { from: null, to: '9-9' }, timestamp: 5 }],
    [{ type: 'gap', from: null, to: '9-9' }],
  ])('%j is a message: only an event of that name is the word of the server', (payload) => {
    expect(unnamed(payload)).toMatchObject({ event: 'message', data: payload });
  });

  test.each([[{ text: 'hello' }], [{ type: 5 }], [{ type: '' }], ['text'], [7], [null], [[1]]])(
    '%j is a message',
    (payload) => {
      expect(unnamed(payload)).toMatchObject({ event: 'message', data: payload });
    },
  );
});

test('a named event keeps a type in its data', () => {
  const message = { event: 'update', data: '{"type":"notification"}' };
  expect(toEvent(message, {})).toMatchObject({ event: 'update', data: { type: 'notification' } });
});

test.each([
  [{ type: 'item:added', data: 1, timestamp: 5 }],
  [{ type: 'gap', from: null, to: '9-9' }],
  [{ type: 'connected' }],
])('an event that the server names message is one, whatever its data %j says', (payload) => {
  const message = { id: '7-1', event: 'message', data: JSON.stringify(payload) };
  expect(toEvent(message, {})).toEqual({
    id: '7-1',
    event: 'message',
    data: payload,
    timestamp: 7,
  });
});

test('a channel is what the block says; one in the data is the data', () => {
  const payload = { type: 'a', data: 1, channel: 'general' };
  const event = toEvent({ data: JSON.stringify(payload) }, {});
  expect(event).toMatchObject({ event: 'a', data: payload });
  expect(event).not.toHaveProperty('channel');
  const told = toEvent({ data: JSON.stringify(payload) }, { channel: 'session:2' });
  expect(told).toMatchObject({ data: payload, channel: 'session:2' });
});
