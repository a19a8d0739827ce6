import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Cluster, Redis } from 'ioredis';
import { createClient, createCluster, createSentinel } from 'redis';
import { type RedisClient, redisBackplane } from '../../lib/redis/index.js';
import { libraries } from './support/libraries.js';
import { closeAll, Observed } from './support/observed.js';
import { RedisServer } from './support/redis-server.js';

const running: { stop(): Promise<void> }[] = [];
const sockets = new Set<Socket>();
/** Accepts connections and answers nothing, as a machine that hangs. */
let silent: Server;

beforeEach(async () => {
  silent = createServer((socket) => {
    sockets.add(socket.resume().on('error', () => undefined));
    socket.on('close', () => sockets.delete(socket));
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
});
afterEach(async () => {
  await closeAll();
  for (const socket of sockets) socket.destroy();
  silent.close();
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

const keep = <Started extends { stop(): Promise<void> }>(started: Started): Started => {
  running.push(started);
  return started;
};

const at = (port: number) => ({ host: '127.0.0.1', port });
const hung = () => at((silent.address() as AddressInfo).port);

/** Opens although the first node hangs, and leaves no connection with it. */
async function expectToOpen(client: RedisClient): Promise<void> {
  const one = new Observed(redisBackplane({ client }));
  one.connection.open();
  await one.until(() => one.opened.length > 0, 10_000);
  await one.append('a');
  await one.until(() => one.entries.length === 1);
  expect(sockets.size).toBe(0);
}

describe.each(libraries)('%s', (library) => {
  it('asks the next Sentinel when one hangs, and a master whatever role the client has', async () => {
    const master = keep(await RedisServer.start());
    const { port } = keep(await RedisServer.sentinel(master));
    const nodes = [hung(), at(port)];
    await expectToOpen(
      library === 'ioredis'
        ? new Redis({ sentinels: nodes, name: 'main', role: 'slave', lazyConnect: true })
        : createSentinel({ name: 'main', sentinelRootNodes: nodes }),
    );
  });

  it('asks the next node of a Cluster when one hangs', async () => {
    const node = keep(await RedisServer.start('--cluster-enabled', 'yes'));
    await node.cli('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    while (!(await node.cli('CLUSTER', 'INFO')).includes('cluster_state:ok')) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { port } = hung();
    await expectToOpen(
      library === 'ioredis'
        ? new Cluster([hung(), at(node.port)], { lazyConnect: true })
        : createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${port}` }, { url: node.url }] }),
    );
  });

  it('reports a database that cannot be had, and uses no other', async () => {
    const server = keep(await RedisServer.start());
    const url = `${server.url}/99`;
    const client =
      library === 'ioredis' ? new Redis(url, { lazyConnect: true }) : createClient({ url });
    for (const options of [{ client }, { url }]) {
      const one = new Observed(redisBackplane(options));
      one.connection.open();
      await one.until(() => one.failures.length > 0);
      expect(one.failures[0]?.message).toMatch(/DB index is out of range/);
      expect(one.opened).toEqual([]);
      await one.close();
    }
    expect(await server.cli('DBSIZE')).toBe('0');
  });
});
