import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a server in Node.js until it ends, and ends it when this process is told to.
 * @returns its exit code
 */
export function serve(args, { cwd, env }) {
  const server = spawn(process.execPath, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => server.kill(signal));
  }
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}
