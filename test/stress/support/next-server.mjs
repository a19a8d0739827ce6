/** The example's standalone Next server, with the commands of support/server.mjs that a restart needs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildStandalone, exampleFolder, packIntoExample } from '../../../scripts/lib/example.mjs';

const standalone = path.join(exampleFolder, '.next-standalone/standalone');

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function buildNextServer() {
  await packIntoExample();
  await buildStandalone();
}

/** `last`: the numbers that the series begin after, which rise as it publishes. */
export async function startNextServer({ port, directPath, file, last }) {
  const at = port ?? (await freePort());
  const child = spawn(process.execPath, ['server.js'], {
    cwd: standalone,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NODE_OPTIONS: '',
      NEXT_TELEMETRY_DISABLED: '1',
      PORT: String(at),
      HOSTNAME: '127.0.0.1',
      SSECAST_DIRECT_PATH: directPath ? '1' : '0',
      SSECAST_HISTORY_FILE: file ?? '',
    },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  const request = (where, init) =>
    fetch(`http://127.0.0.1:${at}${where}`, {
      ...init,
      headers: { Connection: 'close', 'Content-Type': 'application/json' },
    });
  const alive = () => child.exitCode === null && child.signalCode === null;
  const quit = async () => {
    if (!alive()) return;
    child.kill('SIGKILL');
    await exited;
  };

  async function publish(count) {
    for (let i = 0; i < count; i++) {
      const data = { s: 'all', n: last.all + 1 };
      const body = JSON.stringify({ event: 'numbered', data, target: 'all' });
      const { success } = await (await request('/api/sse/test', { method: 'POST', body })).json();
      if (success) last.all += 1;
    }
  }

  // Next listens before it has run `register`: the first answer says that it has.
  const end = performance.now() + 30_000;
  for (;;) {
    const answer = await request('/api/sse/stats').catch(() => undefined);
    if (answer?.ok) break;
    if (!alive() || performance.now() > end) {
      await quit();
      throw new Error('the standalone server of the example did not answer');
    }
    await sleep(50);
  }
  return {
    port: at,
    publish,
    terminate: () => child.kill('SIGTERM'),
    exited,
    paths: async () => (await (await request('/api/sse/stats')).json()).clients,
    quit,
  };
}
