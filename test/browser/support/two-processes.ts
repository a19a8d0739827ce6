import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const script = path.resolve(__dirname, '../../../scripts/demo-redis.mjs');

/** examples/redis-two-processes on a free port. */
export interface TwoProcesses {
  readonly origin: string;
  /** What it has printed. */
  output(): string;
  /** Ends it as Ctrl+C does. @returns its exit code */
  stop(): Promise<number | null>;
}

export async function startTwoProcesses(): Promise<TwoProcesses> {
  const demo: ChildProcess = spawn(process.execPath, [script, '--start'], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [demo.stdout, demo.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const ended = once(demo, 'exit');
  const deadline = Date.now() + 90_000;
  let origin: string | undefined;
  while (origin === undefined) {
    if (demo.exitCode !== null || Date.now() > deadline) {
      demo.kill('SIGINT');
      throw new Error(`Expected the demo to start but it printed:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    origin = /open (http:\/\/localhost:\d+)/.exec(output)?.[1];
  }
  return {
    origin,
    output: () => output,
    async stop() {
      demo.kill('SIGINT');
      await ended;
      return demo.exitCode;
    },
  };
}
