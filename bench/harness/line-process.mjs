import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Every process that was started and has not ended. */
const running = new Set();

/** A process that takes commands, one a line, and answers each with one line of JSON. */
export class LineProcess {
  #name;
  #child;
  #waiting = [];
  #unasked = [];
  #tail = [];

  constructor(name, command, args, options = {}) {
    this.#name = name;
    this.#child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
    running.add(this);
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#read(line));
    createInterface({ input: this.#child.stderr }).on('line', (line) => this.#remember(line));
    this.#child.stdin.on('error', (error) => this.#remember(String(error)));
    this.#child.on('error', (error) => this.#end(error.message));
    this.#child.on('exit', (code, signal) => this.#end(`ended with ${signal ?? code}`));
  }

  get pid() {
    return this.#child.pid;
  }

  get ended() {
    return !running.has(this);
  }

  /** The next line of JSON that the process says, `seconds` from now at most. */
  next(seconds = 30) {
    if (this.#unasked.length > 0) return Promise.resolve(this.#unasked.shift());
    if (this.ended) return Promise.reject(this.#failure('has ended'));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(this.#failure(`did not answer within ${seconds} s`)),
        seconds * 1000,
      );
      this.#waiting.push({ resolve, reject, timer });
    });
  }

  /** Sends a command. @returns its answer; rejects when that is an `error` */
  async ask(command, seconds = 150) {
    this.#child.stdin.write(`${command}\n`);
    const answer = await this.next(seconds);
    if (answer.error) throw this.#failure(`answered "${command}" with: ${answer.error}`);
    return answer;
  }

  /** Asks the process to quit, and ends it by its id if it does not. */
  async quit() {
    if (this.ended) return;
    const exited = once(this.#child, 'exit');
    this.#child.stdin.end('quit\n');
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), 3000);
    await exited;
    clearTimeout(impatience);
  }

  kill() {
    this.#child.kill('SIGKILL');
  }

  signal(name) {
    this.#child.kill(name);
  }

  /** Resolves when the process has ended, whatever the reason. */
  get exited() {
    return this.ended ? Promise.resolve() : once(this.#child, 'exit');
  }

  #read(line) {
    if (!line.startsWith('{')) return this.#remember(line);
    const answer = JSON.parse(line);
    const waiting = this.#waiting.shift();
    if (!waiting) return this.#unasked.push(answer);
    clearTimeout(waiting.timer);
    waiting.resolve(answer);
  }

  #remember(line) {
    this.#tail.push(line);
    if (this.#tail.length > 20) this.#tail.shift();
  }

  #end(how) {
    running.delete(this);
    for (const { reject, timer } of this.#waiting.splice(0)) {
      clearTimeout(timer);
      reject(this.#failure(how));
    }
  }

  #failure(what) {
    return new Error([`${this.#name} (process ${this.pid}) ${what}`, ...this.#tail].join('\n  | '));
  }
}

/** Ends everything that is left, at once. For the end of a run that failed or was interrupted. */
export function killAll() {
  for (const process of running) process.kill();
}
