import '../support/fake-native.js';
import { defineLive, typed } from 'ssecast';

const events = { made: typed<string>() };
const define = (definition: unknown, options?: unknown) => () =>
  (defineLive as (...given: unknown[]) => unknown)(definition, options);

it.each([
  ['an array', [], 'Expected an object of channels for the definition'],
  ['null', null, 'Expected an object of channels for the definition'],
  [
    'a channel without events',
    { orders: 5 },
    'Expected an object of schemas by the names of events for orders',
  ],
  ['an event without a schema', { orders: { made: 'string' } }, 'for orders.made'],
  [
    'an event of ssecast itself',
    { orders: { gap: typed() } },
    "names of the application's events in orders but received gap",
  ],
  [
    'the channel of one user',
    { 'user:[id]': events },
    '`user`, `session` and `all` are written without an id',
  ],
  [
    'the channel of one session',
    { 'session:a': events },
    '`user`, `session` and `all` are written without an id',
  ],
  ['an empty name', { '': events }, 'names of channels like orders or room:[id]'],
  ['an empty segment', { 'room:': events }, 'a parameter is a whole segment, as in room:[id]'],
  [
    'a part of a segment',
    { 'room-[id]': events },
    'a parameter is a whole segment, as in room:[id]',
  ],
  [
    'an unclosed parameter',
    { 'room:[id': events },
    'a parameter is a whole segment, as in room:[id]',
  ],
  ['a parameter twice', { 'room:[id]:[id]': events }, 'each parameter has a name of its own'],
  [
    'two channels of one shape',
    { 'room:[id]': events, 'room:[name]': events },
    'room:[id] and room:[name]',
  ],
])('%s is refused', (_what, definition, message) => {
  expect(define(definition)).toThrow(
    expect.objectContaining({
      code: 'ERR_SSECAST_INVALID_OPTION',
      message: expect.stringContaining(message),
    }),
  );
});

it.each([
  ['an unknown option', { heartbeat: 5 }, 'heartbeat'],
  ['no object', 5, 'Expected an object for options'],
  ['metadata without a schema', { metadata: { name: 'string' } }, 'metadata'],
])('options: %s', (_what, options, message) => {
  expect(define({ orders: events }, options)).toThrow(message);
});

it('is the broadcaster of its name, with its options', () => {
  const live = defineLive(
    { orders: events },
    { name: 'a', rateLimits: { room: { perSecond: 1 } } },
  );
  expect(live.broadcaster.name).toBe('a');
  expect(defineLive({ orders: events }).broadcaster.name).toBe('default');
});
