import { grow } from './contract.js';
import { backplaneOver, libraries } from './support/libraries.js';
import { closeAll, Observed } from './support/observed.js';
import { RedisServer } from './support/redis-server.js';
import { TcpProxy } from './support/tcp-proxy.js';

let server: RedisServer;
let proxy: TcpProxy;

afterEach(async () => {
  await closeAll();
  await proxy?.stop();
  await server.stop();
});

async function start(...args: string[]): Promise<void> {
  server = await RedisServer.start(...args);
  proxy = await TcpProxy.start(() => server.port);
}

const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => `e ${from + at}`);

describe.each(libraries)('%s', (library) => {
  const backplane = () => backplaneOver(library, proxy.url);

  it('stores a batch once whose reply is cut off in the middle', async () => {
    await start();
    const [writer, reader] = [await Observed.open(backplane()), await Observed.open(backplane())];
    await writer.append('first');
    let cuts = 0;
    proxy.cutsReply = (data) => {
      // The reply to the batch: its positions with their epoch.
      const isBatch = data.includes(`${writer.epoch}:`);
      if (isBatch) cuts += 1;
      return isBatch && cuts <= 2;
    };
    await writer.append(...numbered(100));
    await writer.append('last');
    for (const each of [writer, reader]) {
      await each.until(() => each.entries.includes('last'));
      expect(each.entries).toEqual(['first', ...numbered(100), 'last']);
      expect(each.hasLost).toBe(false);
    }
    expect(cuts).toBeGreaterThan(2);
  });

  it('reads on from its place when connections are cut, without a loss', async () => {
    await start();
    const [writer, reader] = [await Observed.open(backplane()), await Observed.open(backplane())];
    for (let round = 0; round < 10; round += 1) {
      await writer.append(...numbered(20, round * 20));
      proxy.cut();
    }
    for (const each of [writer, reader]) {
      await each.until(() => each.entries.length >= 200);
      expect(each.entries).toEqual(numbered(200));
      expect(each.hasLost).toBe(false);
      await each.until(() => each.failures.at(-1) === undefined);
    }
  });

  it('notices a server that hangs, and stores nothing twice', async () => {
    await start();
    const one = await Observed.open(backplane());
    await one.append('before');
    const connections = proxy.connections;
    server.signal('SIGSTOP');
    const appending = one.append('meanwhile');
    // The writer and the reader have given up their connections and opened others.
    await one.until(() => proxy.connections >= connections + 2);
    expect(one.failures.at(-1)?.message).toMatch(/Expected .* within \d+ ms/);
    server.signal('SIGCONT');
    await appending;
    await one.append('after');
    await one.until(() => one.entries.includes('after'));
    expect(one.entries).toEqual(['before', 'meanwhile', 'after']);
    await one.until(() => one.failures.at(-1) === undefined);
    expect(one.hasLost).toBe(false);
  });

  it('goes on after the server was killed and came back with its append-only file', async () => {
    await start('--appendonly', 'yes', '--appendfsync', 'always');
    const one = await Observed.open(backplane());
    await one.append(...numbered(10));
    await one.until(() => one.entries.length === 10);
    const appending = (async () => {
      for (const text of [...numbered(200, 10), 'after']) await one.append(text);
    })();
    await one.until(() => one.entries.length >= 30);
    await server.kill('SIGKILL');
    await server.run();
    await appending;
    await one.until(() => one.entries.includes('after'));
    expect(one.hasLost).toBe(false);
    expect(one.entries).toEqual([...numbered(210), 'after']);
  });

  it('starts a new epoch above all ids when the server came back with nothing', async () => {
    await start();
    const [one, two] = [await Observed.open(backplane()), await Observed.open(backplane())];
    // As if the clock had been ahead.
    await server.cli('XADD', 'ssecast:{default}:events', '99999999999999-7', 'entry', 'future');
    await one.append('before');
    for (const each of [one, two]) await each.until(() => each.entries.includes('before'));
    const { epoch } = one;
    await server.kill('SIGKILL');
    await server.run();
    for (const each of [one, two]) await each.until(() => each.hasLost);
    await one.append('after');
    for (const each of [one, two]) {
      await each.until(() => each.entries.includes('after'));
      expect(each.entries).toEqual(['future', 'before', 'after']);
      expect(each.log.slice(0, 3)).toEqual(['opened', 'future', 'before']);
      expect(each.positions[2]).toMatch(/^100000000000\d{3}-/);
      expect(each.epoch).not.toBe(epoch);
      const [, again] = each.opened as [unknown, { position: string }];
      const seen = each.positions[1] as string;
      expect(again.position === seen || grow([seen, again.position])).toBe(true);
    }
    expect(two.epoch).toBe(one.epoch);
  });
});
