import { isNotStored } from '../../lib/backplane/errors.js';
import { redisBackplane } from '../../lib/redis/index.js';
import { backplaneOver, libraries } from './support/libraries.js';
import { closeAll, Observed } from './support/observed.js';
import { RedisServer } from './support/redis-server.js';
import { TcpProxy } from './support/tcp-proxy.js';

let server: RedisServer;
let proxy: TcpProxy | undefined;
const events = 'ssecast:{default}:events';

afterEach(async () => {
  await closeAll();
  await proxy?.stop();
  proxy = undefined;
  await server.stop();
});

/** The error of one attempt to store an entry. */
const refusal = (one: Observed, text: string): Promise<Error> =>
  one.appendOnce(text).then(
    () => {
      throw new Error(`Expected ${text} to be refused`);
    },
    (error) => error,
  );

describe.each(libraries)('%s', (library) => {
  it('says of a batch that the server refused that nothing of it is stored', async () => {
    server = await RedisServer.start();
    const one = await Observed.open(backplaneOver(library, server.url));
    await one.append('first');
    const refusals: [code: string, begin: string[], end: string[]][] = [
      ['OOM', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0']],
      [
        'NOREPLICAS',
        ['CONFIG', 'SET', 'min-replicas-to-write', '1'],
        ['CONFIG', 'SET', 'min-replicas-to-write', '0'],
      ],
      [
        'docs/redis.md lists the rights',
        ['ACL', 'SETUSER', 'default', '-xadd'],
        ['ACL', 'SETUSER', 'default', '+@all'],
      ],
      ['NOPERM', ['ACL', 'SETUSER', 'default', '-evalsha'], ['ACL', 'SETUSER', 'default', '+@all']],
      ['READONLY', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
    ];
    for (const [code, begin, end] of refusals) {
      await server.cli(...begin);
      const error = await refusal(one, code);
      expect(error.message).toMatch(code);
      expect([code, isNotStored(error)]).toEqual([code, true]);
      await server.cli(...end);
    }
    await one.append('last');
    await one.until(() => one.entries.includes('last'));
    expect(one.entries).toEqual(['first', 'last']);
    expect(one.hasLost).toBe(false);
  });

  it('leaves nothing in an empty server when the right to begin a log is missing', async () => {
    server = await RedisServer.start();
    await server.cli('ACL', 'SETUSER', 'app', 'on', '>secret', '~*', '+@all', '-hset');
    const url = `redis://app:secret@127.0.0.1:${server.port}`;
    const one = new Observed(backplaneOver(library, url));
    one.connection.open();
    await one.until(() => one.failures.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await server.cli('DBSIZE')).toBe('0');
  });

  it('says that nothing is stored while nothing listens, and nothing certain of a reply that is cut', async () => {
    server = await RedisServer.start();
    proxy = await TcpProxy.start(() => server.port);
    const one = await Observed.open(backplaneOver(library, proxy.url));
    await one.append('first');
    proxy.cutsReply = (data) => data.includes(`${one.epoch}:`);
    expect(isNotStored(await refusal(one, 'cut'))).toBe(false);
    expect(one.connection.lastSent).toBe(2);
    proxy.isOpen = false;
    proxy.cut();
    await one.until(() => one.failures.at(-1) !== undefined);
    expect(isNotStored(await refusal(one, 'never sent'))).toBe(true);
    expect(one.connection.lastSent).toBe(2);
  });

  it.each(['get', 'set', 'hset', 'pexpire'])(
    'stores nothing again and again when the right to run %s is missing',
    async (name) => {
      server = await RedisServer.start();
      const full = await Observed.open(redisBackplane({ url: server.url }));
      await full.append('first');
      const rules = ['on', '>secret', '~*', '+@all', `-${name}`];
      await server.cli('ACL', 'SETUSER', 'app', ...rules);
      const url = `redis://app:secret@127.0.0.1:${server.port}`;
      const one = await Observed.open(backplaneOver(library, url));
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const appended = one.connection.append(1, [{ entry: 'a', id: 'own' }]);
        await expect(appended).rejects.toMatchObject({
          notStored: true,
          message: expect.stringMatching(/user executing the script.*docs\/redis\.md lists/),
        });
      }
      await server.cli('ACL', 'SETUSER', 'app', '+@all');
      await one.connection.append(1, [{ entry: 'a', id: 'own' }]);
      await full.append('last');
      await full.until(() => full.entries.includes('last'));
      expect(full.entries).toEqual(['first', 'a', 'last']);
      expect(full.hasLost).toBe(false);
      expect(await server.cli('XLEN', events)).toBe('4');
    },
  );
});
