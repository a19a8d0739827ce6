import '../support/fake-native.js';
import { createBroadcaster, RateLimitError, type Target } from 'ssecast';
import { findBroadcaster } from 'ssecast/native';
import { publishTo } from '../../../lib/server/publish.js';
import { coded } from '../support/fake-binding.js';
import { fakeOf } from '../support/fake-native.js';

const live = createBroadcaster();
const fake = fakeOf();
const last = () => fake.published.at(-1);

describe('publish', () => {
  beforeEach(() => {
    fake.published.length = 0;
  });

  it('gives C++ the text of the data and the fields as they are', () => {
    const event = {
      event: 'news',
      data: { a: 1 },
      id: '7-0',
      retry: 500,
      timestamp: 9,
      key: 'k',
    };
    expect(live.publish('all', event)).toEqual({ id: '7-0', clients: 0 });
    expect(last()).toEqual({ ...event, data: '{"a":1}', kind: 0, keys: '' });
  });

  it.each<[Target, number, string | string[]]>([
    ['all', 0, ''],
    [{ user: 'ann' }, 1, 'user:ann'],
    [{ user: ['ann', 'bob'] }, 1, ['user:ann', 'user:bob']],
    [{ session: 's' }, 1, 'session:s'],
    [{ session: ['s', 't'] }, 1, ['session:s', 'session:t']],
    [{ channel: 'room' }, 1, 'room'],
    [{ channel: [] }, 1, []],
    [{ client: 'c' }, 2, 'c'],
    [{ client: ['c', 'd'] }, 2, ['c', 'd']],
  ])('means by %p the keys of kind %p', (target, kind, keys) => {
    live.publish(target, { event: 'a', data: 1 });
    expect(last()).toMatchObject({ kind, keys });
  });

  it.each<[unknown, string]>([
    ['everyone', 'the string "everyone"'],
    [undefined, 'undefined'],
    [null, 'null'],
    [['a'], 'an array of 1'],
    [{}, '{  }'],
    [{ room: 'a' }, '{ room: the string "a" }'],
    [{ user: 5 }, '{ user: the number 5 }'],
    [{ user: '' }, '{ user: the string "" }'],
    [{ user: null }, '{ user: null }'],
    [{ client: ['a', 5] }, '{ client: an array of 2 }'],
    [{ channel: [''] }, '{ channel: an array of 1 }'],
    [{ user: 'a', session: 'b' }, '{ user: the string "a", session: the string "b" }'],
  ])('refuses the target %p and names it', (target, named) => {
    expect(() => live.publish(target as Target, { event: 'a', data: 1 })).toThrow(
      expect.objectContaining({
        code: 'ERR_SSECAST_INVALID_TARGET',
        message: expect.stringContaining(`for target but received ${named}`),
      }),
    );
    expect(fake.published).toEqual([]);
  });

  it.each<[unknown, string]>([
    [undefined, 'null'],
    [() => 1, 'null'],
    [{ toJSON: () => undefined }, 'null'],
    [null, 'null'],
    [Number.NaN, 'null'],
    ['a\nb\u2028', '"a\\nb\u2028"'],
    ['\ud800', '"\\ud800"'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ])('sends the data %p as %s', (data, text) => {
    live.publish('all', { event: 'a', data });
    expect(last()?.data).toBe(text);
  });

  const circular: { self?: unknown } = {};
  circular.self = circular;
  it.each<[string, unknown]>([
    ['circular', circular],
    ['BigInt', { amount: 5n }],
    ['thrown by toJSON', { toJSON: () => Promise.reject.call(undefined) }],
  ])('refuses data that is %s, and sends nothing', (_what, data) => {
    expect(() => live.publish('all', { event: 'a', data })).toThrow(
      expect.objectContaining({ code: 'ERR_SSECAST_INVALID_DATA' }),
    );
    expect(() => live.publish('all', { event: 'a', data })).toThrow(TypeError);
    expect(fake.published).toEqual([]);
  });

  it.each([undefined, null, 'news', 5])('refuses the event %p', (event) => {
    expect(() => live.publish('all', event as never)).toThrow(
      expect.objectContaining({ code: 'ERR_SSECAST_INVALID_EVENT' }),
    );
  });

  it.each([
    [0, '0'],
    [17, '17'],
  ])('takes the number %p for an id', (id, text) => {
    live.publish('all', { event: 'a', data: 1, id });
    expect(last()?.id).toBe(text);
  });

  it.each([null, 5n, {}])('refuses the id %p', (id) => {
    expect(() => live.publish('all', { event: 'a', data: 1, id: id as never })).toThrow(
      expect.objectContaining({ code: 'ERR_SSECAST_INVALID_ID' }),
    );
    expect(fake.published).toEqual([]);
  });

  it.each([null, 5, {}])('refuses the key %p', (key) => {
    expect(() => live.publish('all', { event: 'a', data: 1, key: key as never })).toThrow(
      expect.objectContaining({
        code: 'ERR_SSECAST_INVALID_EVENT',
        message: expect.stringContaining('Expected a string for key but received'),
      }),
    );
    expect(fake.published).toEqual([]);
  });

  it('passes on what C++ refuses', () => {
    jest.spyOn(fake, 'publish').mockImplementationOnce(() => {
      throw coded(new TypeError('no LF'), 'ERR_SSECAST_INVALID_EVENT');
    });
    expect(() => live.publish('all', { event: 'a\nb', data: 1 })).toThrow('no LF');
  });

  it.each<[Target, string]>([
    [{ channel: 'room' }, 'room'],
    [{ channel: ['room'] }, 'room'],
    ['all', 'all'],
    [{ user: 'ann' }, 'user:ann'],
    [{ session: ['s'] }, 'session:s'],
  ])('tells the channel of the target %p', (target, channel) => {
    live.publish(target, { event: 'a', data: 1, tellChannel: true });
    expect(last()?.comments).toBe(`channel ${channel}`);
    live.publish(target, { event: 'a', data: 1, tellChannel: false });
    expect(last()?.comments).toBeUndefined();
  });

  it.each<[Target, string]>([
    [{ client: 'c' }, '{ client: the string "c" }'],
    [{ client: ['c'] }, '{ client: an array of 1 }'],
    [{ channel: [] }, '{ channel: an array of 0 }'],
    [{ user: ['ann', 'bob'] }, '{ user: an array of 2 }'],
  ])('cannot tell the channel of the target %p', (target, named) => {
    expect(() => live.publish(target, { event: 'a', data: 1, tellChannel: true })).toThrow(
      expect.objectContaining({
        code: 'ERR_SSECAST_INVALID_TARGET',
        message: expect.stringContaining(`with tellChannel but received ${named}; publish it to`),
      }),
    );
    expect(fake.published).toEqual([]);
  });

  it.each<[Target, string | undefined]>([
    [{ session: 's' }, 'channel session:s'],
    [{ channel: 'workspace:w' }, 'channel workspace:w'],
    [{ session: ['s', 't'] }, undefined],
    [{ user: 'ann' }, undefined],
    [{ channel: 'tier:gold' }, undefined],
  ])('tells the channel of one session or workspace unasked: %j', (target, comment) => {
    live.publish(target, { event: 'a', data: 1 });
    live.publish(target, { event: 'a', data: 1, tellChannel: false });
    expect(fake.published.map(({ comments }) => comments)).toEqual([comment, undefined]);
  });

  it.each([null, 1, 'yes'])('refuses the tellChannel %p', (tellChannel) => {
    const event = { event: 'a', data: 1, tellChannel: tellChannel as never };
    expect(() => live.publish({ channel: 'room' }, event)).toThrow(
      expect.objectContaining({
        code: 'ERR_SSECAST_INVALID_EVENT',
        message: expect.stringContaining('Expected a boolean for tellChannel but received'),
      }),
    );
  });

  it('gives C++ the comments of another module, after the channel', () => {
    const state = findBroadcaster('default');
    if (state === undefined) throw new Error('no broadcaster');
    const event = { event: 'a', data: 1 };
    publishTo(state, 'all', event, 'version 2\nolder {}');
    expect(last()?.comments).toBe('version 2\nolder {}');
    publishTo(state, { channel: 'b' }, { ...event, tellChannel: true }, 'version 2');
    expect(last()?.comments).toBe('channel b\nversion 2');
  });

  it('raises what C++ refuses above a rate limit as a RateLimitError', () => {
    const refused = Object.assign(new Error('too many'), { retryAfter: 20, channel: 'room:7' });
    jest.spyOn(fake, 'publish').mockImplementationOnce(() => {
      throw coded(refused, 'ERR_SSECAST_RATE_LIMITED');
    });
    let raised: unknown;
    try {
      live.publish({ channel: 'room:7' }, { event: 'a', data: 1 });
    } catch (error) {
      raised = error;
    }
    expect(raised).toBeInstanceOf(RateLimitError);
    expect(raised).toMatchObject({
      name: 'RateLimitError',
      code: 'ERR_SSECAST_RATE_LIMITED',
      message: 'too many',
      retryAfter: 20,
      channel: 'room:7',
    });
  });

  it('wakes the workers once for all that is published in a tick', async () => {
    await new Promise(setImmediate);
    const before = fake.flushes;
    for (let count = 0; count < 100; count++) live.publish('all', { event: 'a', data: count });
    expect(fake.flushes).toBe(before);
    await new Promise(setImmediate);
    expect(fake.flushes).toBe(before + 1);
  });
});
