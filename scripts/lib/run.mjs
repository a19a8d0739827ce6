import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fromRoot, root } from './paths.mjs';

/** Ends a script with one sentence, without a stack. */
export class Failure extends Error {}

/** A command that failed. It has said why itself, so the script only passes its exit code on. */
export class CommandFailure extends Error {
  constructor(command, exitCode) {
    super(`${command} ended with exit code ${exitCode}.`);
    this.exitCode = exitCode;
  }
}

/**
 * Runs a command with its output on the terminal and standard input closed, so that nothing can
 * wait for an answer. `capture` resolves with its standard output instead; `timeout`, in
 * milliseconds, ends a command that does not end by itself.
 */
export function run(
  command,
  args = [],
  { cwd = root, env, capture = false, quiet = false, timeout } = {},
) {
  const output = capture ? 'pipe' : quiet ? 'ignore' : 'inherit';
  const child = spawn(command, args, {
    cwd,
    timeout,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, quiet ? 'ignore' : 'inherit'],
  });
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      reject(new Failure(`Could not run ${command}: ${error.message}.`));
    });
    child.once('close', (code, signal) => {
      const exitCode = code ?? 128 + constants.signals[signal];
      if (exitCode === 0) resolve(text);
      else if (child.killed) reject(new Failure(`${command} did not end in ${timeout / 1000} s.`));
      else reject(new CommandFailure(command, exitCode));
    });
  });
}

/** Runs another of these scripts by name. */
export const runScript = (name, ...args) =>
  run(process.execPath, [fromRoot('scripts', `${name}.mjs`), ...args]);

/** Runs a command that a development dependency brings. */
export const runBin = (name, args, options) =>
  run(fromRoot('node_modules', '.bin', name), args, options);

export function say(text) {
  process.stdout.write(`ssecast: ${text}\n`);
}

/** Prints an error, unless the command that failed has printed it. */
export function report(error) {
  if (error instanceof Failure) console.error(`ssecast: ${error.message}`);
  else if (!(error instanceof CommandFailure)) console.error(error);
}

/** Runs a script's main function and gives the process its exit code. */
export async function main(work) {
  try {
    await work(process.argv.slice(2));
  } catch (error) {
    report(error);
    process.exitCode = error.exitCode ?? 1;
  }
}
