/** Programs that this process starts, and that end with it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const running = new Set();

/**
 * Starts a program in a process group of its own: Ctrl+C reaches only this process, which ends the
 * programs in their order.
 * @returns the child process; it has a channel to this process if `hasChannel`
 */
export function start(command, args, { cwd, env, hasChannel = false } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', ...(hasChannel ? ['ipc'] : [])],
    detached: true,
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/** Ends a program and waits for its end. After `patience`, in milliseconds, it ends with SIGKILL. */
export async function end(child, patience = 5_000) {
  if (!running.has(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  await ended;
  clearTimeout(timer);
}

/** Ends what is left, the newest first, as nothing depends on it. */
export async function endAll() {
  for (const child of [...running].reverse()) await end(child);
}

/** An error that nothing catches ends this process; its programs must not stay. */
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Waits until `check` gives true, while the program runs. */
export async function until(what, child, check) {
  let failure;
  child.once('error', (error) => {
    failure = error;
  });
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (await check().catch(() => false)) return;
    if (failure?.code === 'ENOENT') {
      throw new Error(`Expected ${what} in the PATH but found none. Install it and start again.`);
    }
    if (!running.has(child)) {
      throw new Error(`Expected ${what} to run but it has ended. Its output says why.`);
    }
    await wait(100);
  }
  throw new Error(`Expected ${what} to be ready within a minute but it is not.`);
}

/** A port that is free now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
