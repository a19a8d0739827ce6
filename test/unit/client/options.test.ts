import { connectionKey } from '../../../lib/client/options/connection-key.js';
import { InvalidOptionError } from '../../../lib/client/options/invalid-option.js';
import type { ConnectionOptions } from '../../../lib/client/options/options.js';
import { resolveOptions } from '../../../lib/client/options/resolve-options.js';
import { groupName } from '../../../lib/client/tabs/group-name.js';

test('the defaults are those of the documents', () => {
  expect(resolveOptions({})).toEqual({
    url: '/api/sse',
    reconnectInterval: 5000,
    maxReconnectAttempts: 5,
    maxEvents: 100,
    withCredentials: false,
    cursor: '',
    tabs: 'own',
    credentials: 'same-origin',
    channels: [],
  });
});

test.each([
  [{ url: '' }, 'Expected url to be the address of an SSE endpoint but received '],
  [{ url: 7 }, 'Expected url to be the address of an SSE endpoint but received 7'],
  [{ reconnectInterval: -1 }, 'Expected reconnectInterval to be a number of 0 or more'],
  [{ maxReconnectAttempts: Number.NaN }, 'Expected maxReconnectAttempts to be a number'],
  [
    { cursor: 7 },
    'Expected cursor to be an id of at most 1024 characters, as snapshot() returns it, but',
  ],
  [{ cursor: 'x'.repeat(1025) }, 'but received 1025 characters'],
  [{ cursor: '1-1\r\nX: y' }, 'but received control characters in it'],
  [{ cursor: '1-1\u0000' }, 'but received control characters in it'],
  [{ tabs: 'all' }, "Expected tabs to be 'own' or 'shared' but received 'all'"],
  [{ headers: 'x: y' }, 'Expected headers to be an object of names and strings, or a function'],
  [{ headers: { a: 'b\r\nc: d' } }, "what no header can be for 'a'"],
  [{ headers: new Headers({ a: 'b' }) }, 'Expected headers to be an object'],
  [{ token: 7 }, 'Expected token to be a string, or a function that returns one, but received 7'],
  [{ credentials: 'all' }, "Expected credentials to be 'omit', 'same-origin' or 'include' but"],
  [{ silenceTimeout: -1 }, 'Expected silenceTimeout to be a number of 0 or more'],
  [{ channels: 'a' }, "an array of names of at least one character but received 'a'"],
  [{ channels: [''] }, "an array of names of at least one character but received '' among them"],
  [{ version: 0 }, 'Expected version to be a whole number of 1 or more but received 0'],
  [{ maxEvents: '10' }, "Expected maxEvents to be a number of 0 or more but received '10'"],
])('%j is refused with a sentence', (options, sentence) => {
  const call = () => resolveOptions(options as ConnectionOptions);
  expect(call).toThrow(InvalidOptionError);
  expect(call).toThrow(sentence);
  expect(call).toThrow(expect.objectContaining({ code: 'ERR_SSECAST_INVALID_OPTION' }));
});

test.each([[undefined], [''], ['1700000000000-1'], ['größe-日'], ['x'.repeat(1024)]])(
  'the cursor %j is taken',
  (cursor) => {
    expect(resolveOptions({ cursor }).cursor).toBe(cursor ?? '');
  },
);

test('equal options have equal keys, however they are written', () => {
  const key = (options: ConnectionOptions) => connectionKey(resolveOptions(options));
  expect(key({})).toBe(key({ url: '/api/sse', maxEvents: 100 }));
  expect(key({})).not.toBe(key({ url: '/api/sse?sessionId=1' }));
  expect(key({})).not.toBe(key({ maxEvents: 5 }));
  expect(key({})).not.toBe(key({ tabs: 'shared' }));
  expect(key({ headers: { a: '1', b: '2' } })).toBe(key({ headers: { b: '2', a: '1' } }));
  expect(key({ token: 'secret' })).not.toBe(key({ token: 'other' }));
  expect(key({ token: () => 'a' })).toBe(key({ token: () => 'b' }));
  expect(key({ channels: ['a'] })).toBe(key({}));
  expect(key({ maxReconnectAttempts: Number.POSITIVE_INFINITY })).not.toBe(
    key({ maxReconnectAttempts: 0 }),
  );
});

test('the name of a lock, which other scripts can list, tells neither token nor address', () => {
  const name = (options: ConnectionOptions) => groupName(resolveOptions(options), 'as me');
  expect(name({ token: 'secret', url: '/private' })).not.toMatch(/secret|private/);
  expect(name({ token: 'secret' })).not.toBe(name({ token: 'other' }));
  expect(name({ token: 'secret' })).toBe(name({ token: 'secret', cursor: '1-1' }));
});
