import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { redisBackplane } from '../../lib/redis/index.js';
import { backplaneOver, libraries } from './support/libraries.js';
import { closeAll, Observed } from './support/observed.js';
import { RedisServer } from './support/redis-server.js';

let server: RedisServer;

afterEach(async () => {
  await closeAll();
  await server.stop();
});

const commands = [
  ...['+evalsha', '+eval', '+xadd', '+xread', '+xrange', '+xrevrange', '+xinfo', '+xdel'],
  ...['+hget', '+hmget', '+hset', '+hdel', '+hexists', '+hlen', '+hincrby', '+hgetall'],
  ...['+hrandfield', '+zscore', '+zadd', '+zrem', '+zrangebyscore', '+get', '+set', '+persist'],
  ...['+pexpire', '+time', '+hello', '+client|setname'],
];

it('warns once of a policy that removes keys, if the memory is bounded', async () => {
  const policy = ['--maxmemory-policy', 'allkeys-lru'];
  server = await RedisServer.start('--maxmemory', '100mb', ...policy);
  const one = await Observed.open(redisBackplane({ url: server.url }));
  expect(one.warnings).toEqual([expect.stringMatching(/to be noeviction but it is allkeys-lru\./)]);
  await server.cli('CLIENT', 'KILL', 'TYPE', 'normal');
  await one.append('a');
  await one.until(() => one.entries.length === 1);
  expect(one.warnings).toHaveLength(1);
  for (const [name, value] of [
    ['maxmemory', '0'],
    ['maxmemory-policy', 'noeviction'],
  ] as const) {
    const before = (await server.cli('CONFIG', 'GET', name)).split('\n')[1] as string;
    await server.cli('CONFIG', 'SET', name, value);
    expect((await Observed.open(redisBackplane({ url: server.url }))).warnings).toEqual([]);
    await server.cli('CONFIG', 'SET', name, before);
  }
  await server.cli('ACL', 'SETUSER', 'default', '-info', '-config');
  const few = await Observed.open(redisBackplane({ url: server.url }));
  expect(few.warnings).toEqual([]);
  expect(few.failures).toEqual([]);
});

it('opens where the server has no INFO', async () => {
  server = await RedisServer.start('--rename-command', 'INFO', '');
  const one = new Observed(redisBackplane({ url: server.url }));
  one.connection.open();
  await one.until(() => one.opened.length > 0, 5_000);
  expect(one.failures).toEqual([]);
});

describe.each(libraries)('%s', (library) => {
  it('reports a wrong password at once, and goes on when it is right', async () => {
    server = await RedisServer.start('--requirepass', 'other');
    const url = `redis://:secret@127.0.0.1:${server.port}`;
    const one = new Observed(backplaneOver(library, url));
    one.connection.open();
    await one.until(() => one.failures.length > 0, 2_000);
    expect(one.failures[0]?.message).toMatch(/WRONGPASS/);
    expect(one.failures[0]?.message).not.toContain('secret');
    await server.cli('-a', 'other', '--no-auth-warning', 'CONFIG', 'SET', 'requirepass', 'secret');
    await one.until(() => one.opened.length > 0);
    await one.append('a');
    await one.until(() => one.entries.length === 1 && one.failures.at(-1) === undefined);
  });

  it('works with a user who has few rights, and names the one that is missing', async () => {
    server = await RedisServer.start();
    const allow = (...rules: string[]) =>
      server.cli('ACL', 'SETUSER', 'app', 'on', '>secret', 'resetkeys', '~ssecast:*', ...rules);
    await allow(...commands, '-xread');
    const url = `redis://app:secret@127.0.0.1:${server.port}`;
    const one = new Observed(backplaneOver(library, url, { leaseTime: 2_000 }));
    one.connection.open();
    await one.until(() => one.failures.at(-1) !== undefined, 2_000);
    expect(one.failures.at(-1)?.message).toMatch(/NOPERM.*xread/i);
    await allow('+xread');
    await one.append({ entry: 'a', id: '1' });
    await one.until(() => one.entries.length === 1 && one.failures.at(-1) === undefined);
    expect(await one.connection.find('1')).toBeDefined();
    await one.connection.members.enter('room', 'a', '', { joined: 'joined', left: 'left' });
    await one.connection.members.list('room');
    await one.connection.members.leave('room', 'a');
    expect(await one.connection.probe()).toBeGreaterThan(0);
    await one.until(() => one.entries.includes('left'));
  });

  it('connects with TLS', async () => {
    const plain = await RedisServer.start();
    const file = (name: string) => path.join(plain.folder, name);
    execFileSync('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-keyout', file('key.pem'), '-out', file('cert.pem'), '-days', '2'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
    ]);
    await plain.kill();
    server = plain;
    const tls = ['--tls-cert-file', file('cert.pem'), '--tls-key-file', file('key.pem')];
    const both = [...tls, '--tls-ca-cert-file', file('cert.pem'), '--tls-auth-clients', 'no'];
    await server.run('--port', '0', '--tls-port', `${server.port}`, ...both);
    const url = `rediss://127.0.0.1:${server.port}`;
    const untrusting = new Observed(redisBackplane({ url }));
    untrusting.connection.open();
    await untrusting.until(() => untrusting.failures.length > 0);
    expect(untrusting.failures[0]?.message).toMatch(/self.signed/);
    const ca = (await import('node:fs')).readFileSync(file('cert.pem'));
    const client =
      library === 'ioredis'
        ? new Redis(url, { lazyConnect: true, tls: { ca } })
        : createClient({ url, socket: { tls: true, ca } });
    const one = await Observed.open(redisBackplane({ client }));
    await one.append('a');
    await one.until(() => one.entries.length === 1);
  });
});
