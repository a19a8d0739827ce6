import { Cluster, Redis } from 'ioredis';
import { createCluster, createSentinel } from 'redis';
import { type RedisClient, redisBackplane } from '../../lib/redis/index.js';
import { grow } from './contract.js';
import { backplaneOver, libraries } from './support/libraries.js';
import { closeAll, Observed } from './support/observed.js';
import { RedisServer } from './support/redis-server.js';
import { TcpProxy } from './support/tcp-proxy.js';

const running: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await closeAll();
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

async function start(...args: string[]): Promise<RedisServer> {
  const server = await RedisServer.start(...args);
  running.push(server);
  return server;
}

const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => `e ${from + at}`);

async function appendAll(writer: Observed, texts: string[]): Promise<void> {
  for (let at = 0; at < texts.length; at += 100) await writer.append(...texts.slice(at, at + 100));
}

/** A master, and a replica that has missed what is written next. */
async function cutOff(replica: RedisServer, master: RedisServer): Promise<void> {
  await master.cli('WAIT', '1', '2000');
  replica.signal('SIGSTOP');
  await master.cli('CLIENT', 'KILL', 'TYPE', 'replica');
}

/** What must hold after 2,000 entries that all have read are gone. */
async function expectToldOfLoss(writer: Observed, reader: Observed): Promise<void> {
  for (const each of [writer, reader]) await each.until(() => each.hasLost);
  await appendAll(writer, numbered(200, 2_500));
  for (const each of [writer, reader]) {
    await each.until(() => each.entries.includes('e 2699'));
    expect(each.entries).toEqual(numbered(2_700));
    expect(each.log.indexOf('lost')).toBe(2_501);
    expect(grow(each.positions)).toBe(true);
    expect(each.epoch).not.toBe(each.opened[0]?.epoch);
  }
  expect(reader.epoch).toBe(writer.epoch);
}

describe.each(libraries)('%s', (library) => {
  it('is told of a loss when a replica is promoted that lacks the last 2,000 entries', async () => {
    const [master, replica] = [await start(), await start()];
    await replica.follow(master);
    let target = master;
    const proxy = await TcpProxy.start(() => target.port);
    running.push(proxy);
    const backplane = () => backplaneOver(library, proxy.url);
    const [writer, reader] = [await Observed.open(backplane()), await Observed.open(backplane())];
    await appendAll(writer, numbered(500));
    await cutOff(replica, master);
    await appendAll(writer, numbered(2_000, 500));
    for (const each of [writer, reader]) await each.until(() => each.entries.length === 2_500);
    await master.kill();
    replica.signal('SIGCONT');
    await replica.cli('REPLICAOF', 'NO', 'ONE');
    target = replica;
    proxy.cut();
    await expectToldOfLoss(writer, reader);
  });

  it('does the same with Sentinel', async () => {
    const [master, replica] = [await start(), await start()];
    await replica.follow(master);
    const sentinel = await RedisServer.sentinel(master);
    running.push(sentinel);
    const node = { host: '127.0.0.1', port: sentinel.port };
    const client: RedisClient =
      library === 'ioredis'
        ? new Redis({ sentinels: [node], name: 'main', lazyConnect: true })
        : createSentinel({ name: 'main', sentinelRootNodes: [node] });
    const [writer, reader] = [
      await Observed.open(redisBackplane({ client })),
      await Observed.open(redisBackplane({ client })),
    ];
    await appendAll(writer, numbered(500));
    // The Sentinel finds the replica by itself.
    while ((await sentinel.cli('SENTINEL', 'replicas', 'main')) === '') {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await cutOff(replica, master);
    await appendAll(writer, numbered(2_000, 500));
    for (const each of [writer, reader]) await each.until(() => each.entries.length === 2_500);
    await master.kill();
    replica.signal('SIGCONT');
    await expectToldOfLoss(writer, reader);
    expect(await replica.cli('ROLE')).toMatch(/^master/);
  });

  it('works in a Cluster, and follows its slot to another node', async () => {
    const settings = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'];
    const [one, two] = [await start(...settings), await start(...settings)];
    await one.cli('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await one.cli('CLUSTER', 'MEET', '127.0.0.1', `${two.port}`);
    await two.cli('CONFIG', 'SET', 'cluster-require-full-coverage', 'no');
    for (const each of [one, two]) {
      const wanted = ['cluster_state:ok', 'cluster_known_nodes:2', 'cluster_size:1'];
      const isReady = async () => {
        const info = await each.cli('CLUSTER', 'INFO');
        return wanted.every((line) => info.includes(line));
      };
      while (!(await isReady())) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    const client: RedisClient =
      library === 'ioredis'
        ? new Cluster([{ host: '127.0.0.1', port: one.port }], { lazyConnect: true })
        : createCluster({ rootNodes: [{ url: one.url }] });
    const [writer, reader] = [
      await Observed.open(redisBackplane({ client, leaseTime: 2_000 })),
      await Observed.open(redisBackplane({ client, leaseTime: 2_000 })),
    ];
    await writer.append({ entry: 'a', id: 'one' }, { entry: 'b', id: 'two' });
    await writer.connection.members.enter('room', 'ann', '', { joined: 'joined', left: 'left' });
    await reader.connection.members.enter('room', 'bob', '', { limit: 2 });
    expect(await writer.connection.probe()).toBeGreaterThan(0);

    const slot = await one.cli('CLUSTER', 'KEYSLOT', 'ssecast:{default}:events');
    const [from, to] = [await one.cli('CLUSTER', 'MYID'), await two.cli('CLUSTER', 'MYID')];
    await two.cli('CLUSTER', 'SETSLOT', slot, 'IMPORTING', from);
    await one.cli('CLUSTER', 'SETSLOT', slot, 'MIGRATING', to);
    const appending = appendAll(writer, numbered(200));
    for (;;) {
      const keys = await one.cli('CLUSTER', 'GETKEYSINSLOT', slot, '100');
      if (keys === '') break;
      const all = keys.split('\n');
      await one.cli('MIGRATE', '127.0.0.1', `${two.port}`, '', '0', '5000', 'KEYS', ...all);
    }
    for (const each of [two, one]) await each.cli('CLUSTER', 'SETSLOT', slot, 'NODE', to);
    await appending;
    for (const each of [writer, reader]) {
      await each.until(() => each.entries.length >= 203);
      expect(each.entries).toEqual(['a', 'b', 'joined', ...numbered(200)]);
      expect(each.hasLost).toBe(false);
    }
    expect(await reader.connection.find('two')).toBeDefined();
    expect(await reader.connection.members.list('room')).toHaveLength(2);
  });

  it('waits for a replica to be promoted, and for a master that was demoted', async () => {
    const server = await start();
    await server.cli('REPLICAOF', '127.0.0.1', '1');
    const one = new Observed(backplaneOver(library, server.url));
    one.connection.open();
    await one.until(() => one.failures.at(-1)?.message.startsWith('READONLY') === true);
    expect(one.opened).toEqual([]);
    await server.cli('REPLICAOF', 'NO', 'ONE');
    await one.append('a');
    await one.until(() => one.entries.length === 1 && one.failures.at(-1) === undefined);
    await server.cli('REPLICAOF', '127.0.0.1', '1');
    await expect(one.appendOnce('refused')).rejects.toThrow(/READONLY|UNBLOCKED/);
    // A replica may have the log of a former master: nothing may be read from it.
    const late = new Observed(backplaneOver(library, server.url));
    late.connection.open();
    await late.until(() => late.failures.at(-1)?.message.startsWith('READONLY') === true);
    expect(late.opened).toEqual([]);
    await server.cli('REPLICAOF', 'NO', 'ONE');
    await one.append('b');
    await one.until(() => one.entries.length === 2 && one.failures.at(-1) === undefined);
    expect(one.entries).toEqual(['a', 'b']);
    expect(one.hasLost).toBe(false);
  });

  it('rejects while the memory of the server is full, reads on, and loses nothing', async () => {
    const server = await start();
    const one = await Observed.open(backplaneOver(library, server.url));
    await one.append('a');
    await server.cli('CONFIG', 'SET', 'maxmemory', '1');
    await expect(one.connection.append(2, [{ entry: 'b' }])).rejects.toThrow(/OOM/);
    expect(one.failures.at(-1)?.message).toMatch(/OOM/);
    await one.until(() => one.entries.length === 1);
    await server.cli('CLIENT', 'KILL', 'TYPE', 'normal');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await server.cli('CONFIG', 'SET', 'maxmemory', '0');
    await one.connection.append(2, [{ entry: 'b' }]);
    await one.until(() => one.entries.length === 2 && one.failures.at(-1) === undefined);
    expect(one.entries).toEqual(['a', 'b']);
    expect(one.hasLost).toBe(false);
  });
});

it('works with the URL of any node of a Cluster, whichever has the slot', async () => {
  const settings = ['--cluster-enabled', 'yes', '--requirepass', 'secret'];
  const [one, two] = [await start(...settings), await start(...settings)];
  const slot = '5718';
  const cli = (server: RedisServer, ...args: string[]) =>
    server.cli('-a', 'secret', '--no-auth-warning', 'CLUSTER', ...args);
  await cli(one, 'ADDSLOTSRANGE', '0', `${Number(slot) - 1}`, `${Number(slot) + 1}`, '16383');
  await cli(two, 'ADDSLOTS', slot);
  await cli(one, 'MEET', '127.0.0.1', `${two.port}`);
  for (const each of [one, two]) {
    while (!(await cli(each, 'INFO')).includes('cluster_state:ok')) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  for (const { port } of [one, two]) {
    const url = `redis://:secret@127.0.0.1:${port}`;
    const each = await Observed.open(redisBackplane({ url, prefix: 'ssecast' }));
    await each.append('a');
    await each.until(() => each.entries.length > 0);
  }
  expect(await cli(two, 'COUNTKEYSINSLOT', slot)).not.toBe('0');
});
