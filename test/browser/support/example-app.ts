import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';

const folder = path.resolve(__dirname, '../../../examples/next-app');
const next = path.join(folder, 'node_modules/next/dist/bin/next');

export interface ExampleApp {
  readonly origin: string;
  /** Ends the server as an operator would, with SIGTERM and, after 2 s, SIGKILL. */
  stop(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
}

/** The example as `npm run build` and scripts/pack-example.mjs leave it, behind `next start`. */
export async function startExampleApp(): Promise<ExampleApp> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;

  const app: ExampleApp = {
    origin,
    async start() {
      const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
      const started = spawn(
        process.execPath,
        [next, 'start', '--port', String(port), '--hostname', '127.0.0.1'],
        { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] },
      );
      server = started;
      let output = '';
      for (const stream of [started.stdout, started.stderr]) {
        stream.on('data', (chunk) => {
          output += chunk;
        });
      }
      await answers(`${origin}/api/sse/stats`, () => {
        if (started.exitCode !== null) throw new Error(`next start ended:\n${output}`);
      });
    },
    async stop() {
      const running = server;
      server = undefined;
      if (!running || running.exitCode !== null) return;
      const ended = once(running, 'exit');
      running.kill('SIGTERM');
      // Chromium opens connections ahead of need, and Next waits for them to be used or to time out.
      const patience = setTimeout(() => running.kill('SIGKILL'), 2_000);
      await ended;
      clearTimeout(patience);
    },
  };
  await app.start();
  return app;
}

export async function answers(url: string, check: () => void): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    check();
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    if (Date.now() > deadline) throw new Error(`Waited 30 s in vain for an answer of ${url}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (typeof address !== 'object' || !address) throw new Error('The system gave no port');
  return address.port;
}
