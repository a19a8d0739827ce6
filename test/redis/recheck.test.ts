import { backplaneOver, libraries } from './support/libraries.js';
import { closeAll, Observed } from './support/observed.js';
import { RedisServer } from './support/redis-server.js';
import { TcpProxy } from './support/tcp-proxy.js';

let server: RedisServer;
let proxy: TcpProxy;

beforeEach(async () => {
  server = await RedisServer.start();
  proxy = await TcpProxy.start(() => server.port);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await closeAll();
  await proxy.stop();
  await server.stop();
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How often the server has run scripts and opened connections. */
async function work(): Promise<number> {
  const stats = await server.cli('INFO', 'commandstats');
  const calls = [...stats.matchAll(/^cmdstat_eval(?:sha)?:calls=(\d+)/gm)];
  return proxy.connections + calls.reduce((sum, [, count]) => sum + Number(count), 0);
}

describe.each(libraries)('%s', (library) => {
  it('waits between checks that a writer has asked for and that fail: a server that was demoted', async () => {
    const one = await Observed.open(backplaneOver(library, proxy.url));
    await one.append('a');
    await server.cli('REPLICAOF', '127.0.0.1', '1');
    await one.appendOnce('b').catch(() => undefined);
    await pause(300);
    const before = await work();
    await pause(1_500);
    expect((await work()) - before).toBeLessThan(40);
    expect(one.failures.at(-1)?.message).toMatch(/READONLY/);
    await server.cli('REPLICAOF', 'NO', 'ONE');
    await one.append('c');
    await one.until(() => one.entries.includes('c') && one.failures.at(-1) === undefined);
  });

  it('waits between checks that fail on an open connection: a right that was taken', async () => {
    const one = await Observed.open(backplaneOver(library, proxy.url));
    await one.append('a');
    await server.cli('DEL', 'ssecast:{default}:meta');
    await server.cli('ACL', 'SETUSER', 'default', '-persist');
    await one.appendOnce('b').catch(() => undefined);
    await pause(300);
    const before = await work();
    await pause(1_500);
    expect((await work()) - before).toBeLessThan(40);
    await server.cli('ACL', 'SETUSER', 'default', '+persist');
    await one.append('c');
    await one.until(() => one.entries.includes('c') && one.failures.at(-1) === undefined);
  });

  it('checks its place also after the clock of the process was set back', async () => {
    // Renewing a lease would notice it, too.
    const one = await Observed.open(backplaneOver(library, proxy.url, { leaseTime: 600_000 }));
    await one.append('a');
    await one.until(() => one.entries.includes('a'));
    const now = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => now() - 3_600_000);
    await server.cli('FLUSHALL');
    await one.until(() => one.hasLost, 6_000);
  });
});
