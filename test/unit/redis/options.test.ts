import { Cluster, Redis } from 'ioredis';
import { createClient, createCluster, createSentinel } from 'redis';
import { redisBackplane } from '../../../lib/redis/index.js';

const url = 'redis://localhost:6379';
const lazily = { lazyConnect: true };

describe('redisBackplane', () => {
  it.each([
    [undefined, /Expected an object with url or client for the options .* received undefined/],
    [{}, /Expected one of them for url and client of redisBackplane/],
    [{ url, client: {} }, /Expected one of them for url and client .* received the string "both"/],
    [{ url: 7 }, /Expected a URL that begins with redis:\/\/ .* received the number 7/],
    [{ url: 'localhost:6379' }, /redis:\/\/ .* received the string "localhost:"/],
    [{ url: ':secret@host' }, /redis:\/\/ .* received the string "no URL"/],
    [{ url: 'https://secret@host' }, /received the string "https:"/],
    [{ client: {} }, /Expected a client of ioredis 5 or newer .* redis 5 or newer/],
    [{ client: { duplicate() {}, unref() {}, sendCommand() {} } }, /Expected a client of ioredis/],
    [
      { url, prefix: '' },
      /Expected a name of 1 to 200 characters .* for prefix .* received the string ""/,
    ],
    [{ url, prefix: 'a{b}' }, /without spaces and braces/],
    [{ url, name: 3 }, /for name of redisBackplane but received the number 3/],
    [{ url, maxLength: 99 }, /whole number from 100 to 1000000000 for maxLength .* number 99/],
    [{ url, idempotencyWindow: '1' }, /for idempotencyWindow .* received the string "1"/],
    [{ url, readInterval: 1_001 }, /whole number from 0 to 1000 for readInterval/],
    [{ url, leaseTime: 1_999 }, /whole number from 2000 to 600000 for leaseTime/],
    [{ url, maxlength: 1 }, /Expected the keys url, client, .* received the string "maxlength"/],
  ])('%j is refused with a sentence', (options, sentence) => {
    const make = () => redisBackplane(options as never);
    expect(make).toThrow(sentence);
    expect(make).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'ERR_SSECAST_INVALID_OPTION' }),
    );
  });

  it('never has a password in its key, and the same key for the same log', () => {
    const key = (options: object) => redisBackplane(options as never).key;
    const other = 'rediss://user:secret@host:1234/2';
    expect(key({ url: other })).toBe('rediss://user@host:1234/2 ssecast:default');
    expect(key({ url: other, prefix: 'a', name: 'b' })).toBe('rediss://user@host:1234/2 a:b');
    const node = { host: 'h', port: 1 };
    const clients: [object, string][] = [
      [new Redis(other, lazily), 'ioredis:host:1234/2'],
      [new Redis({ sentinels: [node], name: 'main', ...lazily }), 'ioredis:main@h:1/0'],
      [
        new Cluster([node, 'redis://i:2', 'j:3', 4], lazily),
        'ioredis:cluster:h:1,i:2,j:3,localhost:4',
      ],
      [createClient({ url: other }), 'redis:host:1234/2'],
      [createClient(), 'redis:localhost:6379/0'],
      [
        createCluster({ rootNodes: [{ url: 'redis://h:1' }, { socket: node }] }),
        'redis:cluster:h:1,h:1',
      ],
      [createSentinel({ name: 'main', sentinelRootNodes: [node] }), 'redis:main@h:1'],
    ];
    for (const [client, expected] of clients) {
      expect(key({ client })).toBe(`${expected} ssecast:default`);
    }
  });
});

describe('a missing library', () => {
  afterEach(() => jest.resetModules());

  const missing = () => {
    throw Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
  };

  it('is reported with what to install, once', async () => {
    jest.doMock('ioredis', missing);
    jest.doMock('redis', missing);
    const failures: (Error | undefined)[] = [];
    const connection = redisBackplane({ url }).connect('test', {
      opened: () => undefined,
      entries: () => undefined,
      foreign: () => undefined,
      failed: (error) => failures.push(error),
    });
    connection.open();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await connection.close();
    expect(failures).toEqual([
      expect.objectContaining({
        code: 'ERR_SSECAST_REDIS_MISSING_LIBRARY',
        message:
          'ssecast/redis needs ioredis or redis, which is not installed. Install one of them: npm install ioredis, or npm install redis',
      }),
    ]);
  });
});
