import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const program = path.join(__dirname, '../../../../dist/esm/lib/cli/main.js');

export interface CliProcess {
  readonly child: ChildProcessWithoutNullStreams;
  out(): string;
  errors(): string;
  /** Waits until the output has a text. Rejects when the process ends without it. */
  says(from: 'stdout' | 'stderr', text: string | RegExp): Promise<void>;
  /** The exit code, when the process has ended and everything is read. */
  readonly ended: Promise<number | null>;
}

/** Starts the built `ssecast` with these arguments. */
export function startCli(args: string[], env: NodeJS.ProcessEnv = {}): CliProcess {
  const child = spawn(process.execPath, [program, ...args], {
    // Jest's own would change what the child is.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TZ: 'UTC', ...env },
    timeout: 50_000,
    killSignal: 'SIGKILL',
  });
  const text = { stdout: '', stderr: '' };
  for (const from of ['stdout', 'stderr'] as const) {
    child[from].setEncoding('utf8').on('data', (piece: string) => {
      text[from] += piece;
    });
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    out: () => text.stdout,
    errors: () => text.stderr,
    async says(from, wanted) {
      const is = () =>
        typeof wanted === 'string' ? text[from].includes(wanted) : wanted.test(text[from]);
      let hasEnded = false;
      void ended.then(() => {
        hasEnded = true;
      });
      while (!is()) {
        if (hasEnded) throw new Error(`Expected ${wanted} on ${from}: ${JSON.stringify(text)}`);
        await Promise.race([once(child[from], 'data'), ended]);
      }
    },
    ended,
  };
}

/** Runs it to its end. */
export async function runCli(args: string[], env?: NodeJS.ProcessEnv) {
  const cli = startCli(args, env);
  cli.child.stdin.end();
  const code = await cli.ended;
  return { code, out: cli.out(), errors: cli.errors() };
}
