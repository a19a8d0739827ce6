import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** How a child process ended, and the last line that it printed, as JSON. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  errors: string;
  printed: Record<string, unknown>;
}

/**
 * Runs a program of fixtures/ in a process of its own, on the built package.
 * @param kill sent once it has printed something
 */
export async function runFixture(
  file: string,
  args: string[] = [],
  kill?: NodeJS.Signals,
): Promise<Ended> {
  const program = path.join(__dirname, '..', 'fixtures', file);
  const child = spawn(process.execPath, [program, ...args], {
    // Jest's own would change what the child is.
    env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '', NEXT_RUNTIME: 'nodejs' },
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  let output = '';
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (kill !== undefined) child.kill(kill);
  });
  const [code, signal] = await once(child, 'close');
  const last = output.trim().split('\n').at(-1);
  return { code, signal, errors, printed: last ? JSON.parse(last) : {} };
}
