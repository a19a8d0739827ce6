import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { RedisServer } from './support/redis-server.js';

let server: RedisServer;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.stop());

async function run(task: string): Promise<string> {
  const fixture = path.join(__dirname, 'fixtures/threads.mjs');
  const args = [fixture, task, server.url, `${server.pid}`];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, NODE_OPTIONS: '' },
    timeout: 20_000,
  });
  return stdout.trim();
}

it('a disconnect of one thread ends no stream that was opened after it', async () => {
  expect(await run('disconnect')).toBe('1');
});

it('a thread that has opened the broadcaster without its backplane is told, and nothing is lost', async () => {
  expect(await run('publish')).toMatch(
    /^Expected every thread to open broadcaster 'shared' with its backplane, but this one publishes without\. The event was not sent\./,
  );
});
