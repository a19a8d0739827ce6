/** A program that a row starts and ends by its id, with the end of what it printed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const kPatience = 15_000;
const running = new Set();

/** `group`: the program starts others, as `next dev` does, which end with it. */
export function startProgram(command, args, { cwd, env, group = false } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: group,
  });
  let output = '';
  const keep = (chunk) => {
    output = (output + chunk).slice(-20_000);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  let failure;
  child.once('error', (error) => {
    failure = error;
  });
  const exited = new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
  const alive = () => !failure && child.exitCode === null && child.signalCode === null;
  const program = {
    pid: child.pid,
    exited,
    alive,
    output: () => (failure ? `${output}${failure.message}` : output),
    /** Sends the signal and waits for the end. @returns `{ code, signal, ms }` */
    async end(signal = 'SIGTERM') {
      const began = performance.now();
      if (group) await endGroup(child.pid, signal);
      else if (alive()) {
        child.kill(signal);
        const patience = setTimeout(() => child.kill('SIGKILL'), kPatience);
        await exited;
        clearTimeout(patience);
      }
      running.delete(program);
      return { ...(await exited), ms: performance.now() - began };
    },
  };
  running.add(program);
  return program;
}

/** A group has no `exit` of its own: it is gone when no signal reaches it. */
async function endGroup(pid, first) {
  const tell = (signal) => {
    try {
      return process.kill(-pid, signal);
    } catch {
      return false;
    }
  };
  const end = performance.now() + kPatience;
  for (let signal = first; tell(signal); signal = 0) {
    if (performance.now() > end) tell('SIGKILL');
    await sleep(100);
  }
}

/** Ends what is left of a row that broke off. */
export const endAll = () => Promise.all([...running].map((program) => program.end('SIGKILL')));

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until `probe` succeeds, and says what the program printed where it does not. */
export async function answering(program, what, probe, seconds = 60) {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    if (await probe().catch(() => false)) return;
    if (!program.alive() || performance.now() > end) {
      const how = program.alive() ? `did not answer within ${seconds} s` : 'has ended';
      await program.end('SIGKILL');
      throw new Error(`${what} ${how}: ${program.output().slice(-1_500)}`);
    }
    await sleep(100);
  }
}
