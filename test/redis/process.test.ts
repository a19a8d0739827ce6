import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { backplaneOver } from './support/libraries.js';
import { closeAll, Observed } from './support/observed.js';
import { freePort, RedisServer } from './support/redis-server.js';

let server: RedisServer;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.stop());

/** Milliseconds on a busy machine. What a process would wait for instead takes 5 s and more. */
const kSoon = 2_000;

/** @returns how many milliseconds the process lived on after it had read its entry */
async function run(...args: string[]): Promise<number> {
  const fixture = path.join(__dirname, 'fixtures/idle.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [fixture, ...args], {
    env: { ...process.env, NODE_OPTIONS: '' },
    timeout: 20_000,
  });
  const [, milliseconds] = /^read\nended after (\d+) ms$/.exec(stdout.trim()) ?? [];
  expect(stdout).toContain('read');
  return Number(milliseconds);
}

it.each(['url', 'ioredis', 'node-redis'])(
  'a process with an idle backplane ends by itself: %s',
  async (library) => {
    expect(await run(library, server.url, '0')).toBeLessThan(kSoon);
  },
);

it('`hold` keeps the process alive', async () => {
  // The timer of the fixture does not: without `hold` the process would end before it fires.
  expect(await run('url', server.url, '500')).toBeLessThan(kSoon);
});

describe.each(['ioredis', 'node-redis'])('%s, while Redis does not answer', (library) => {
  const endsWith = async (port: number) => {
    const fixture = path.join(__dirname, 'fixtures/hopeless.mjs');
    const args = [fixture, library, `redis://:secret@127.0.0.1:${port}`];
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, NODE_OPTIONS: '' },
      timeout: 20_000,
    });
    expect(stdout).toMatch(/^ended after \d+ ms\n$/);
    return Number.parseInt(stdout.slice('ended after '.length), 10);
  };

  const sockets = new Set<Socket>();
  let count = 0;
  let silent: Server;

  beforeEach(async () => {
    count = 0;
    silent = createServer((socket) => {
      count += 1;
      sockets.add(socket.resume().on('error', () => undefined));
      socket.on('close', () => sockets.delete(socket));
    }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
  });
  afterEach(async () => {
    await closeAll();
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it('a process ends by itself', async () => {
    // Nothing listens; a server that hangs; a wrong password.
    const ports = [await freePort(), (silent.address() as AddressInfo).port, server.port];
    for (const port of ports) expect(await endsWith(port)).toBeLessThan(kSoon);
  });

  it('a hung server holds no more connections than one of each kind', async () => {
    const { port } = silent.address() as AddressInfo;
    const one = new Observed(backplaneOver(library, `redis://:secret@127.0.0.1:${port}`));
    one.connection.open();
    one.append('a').catch(() => undefined);
    await one.until(() => count >= 3, 15_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(sockets.size).toBeLessThanOrEqual(2);
    expect(one.failures[0]?.message).toMatch(/Expected a connection to Redis within 5000 ms/);
    await one.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(sockets.size).toBe(0);
  });
});

it('a backplane that is made loads no library and opens nothing', async () => {
  const script = `
    const { redisBackplane } = await import('ssecast/redis');
    redisBackplane({ url: 'redis://127.0.0.1:${await freePort()}' }).connect('x', {});
    const { createRequire } = await import('node:module');
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    console.log(JSON.stringify(loaded.filter((name) => /node_modules.(ioredis|@?redis)/.test(name))));
  `;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { cwd: path.resolve(__dirname, '../..'), env: { ...process.env, NODE_OPTIONS: '' } },
  );
  expect(stdout.trim()).toBe('[]');
});
