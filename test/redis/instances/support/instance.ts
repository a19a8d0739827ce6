import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { BroadcasterStats } from '../../../../lib/types/stats.js';
import { freePort } from '../../support/redis-server.js';
import type { Acknowledged } from './verdict.js';

export interface InstanceOptions {
  /** Options of redisBackplane. */
  redis?: object;
  sentinels?: { host: string; port: number }[];
  /** Milliseconds that the clock of the process is ahead. */
  aheadMs?: number;
  history?: object;
  backplaneQueue?: object;
  rateLimits?: object;
  maxConnectionsPerUser?: number;
}

interface Answer {
  error?: string;
  port?: number;
}

let count = 0;

/** A process of an app: instance.mjs. */
export class Instance {
  readonly publisher = `p${++count}`;
  readonly port: number;
  readonly #ledger: string;
  readonly #child: ChildProcess;
  readonly #answers: ((answer: Answer) => void)[] = [];
  #log = '';
  readonly exited: Promise<void>;
  isRunning = true;

  private constructor(port: number, folder: string, options: InstanceOptions) {
    this.port = port;
    this.#ledger = path.join(folder, this.publisher);
    const given = { ...options, port, ledger: this.#ledger, publisher: this.publisher };
    this.#child = spawn(
      process.execPath,
      [path.join(__dirname, 'instance.mjs'), JSON.stringify(given)],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    this.exited = new Promise((resolve) => this.#child.once('exit', () => resolve()));
    this.exited.then(() => {
      this.isRunning = false;
      const how = this.#child.signalCode ?? this.#child.exitCode;
      for (const answer of this.#answers.splice(0)) {
        answer({ error: `the instance ended with ${how}` });
      }
    });
    this.#child.stdin?.on('error', () => undefined);
    this.#child.stderr?.setEncoding('utf8').on('data', (text) => {
      this.#log = (this.#log + text).slice(-20_000);
    });
    const lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream });
    lines.on('line', (line) => {
      if (line.startsWith('{')) this.#answers.shift()?.(JSON.parse(line));
      else this.#log = `${this.#log}${line}\n`.slice(-20_000);
    });
  }

  /** @param port the one of an instance before; by default one that is free */
  static async start(folder: string, options: InstanceOptions, port?: number): Promise<Instance> {
    const instance = new Instance(port ?? (await freePort()), folder, options);
    await instance.#answer();
    return instance;
  }

  async #answer<Result>(): Promise<Result & Answer> {
    const answer = await new Promise<Answer>((resolve) => this.#answers.push(resolve));
    if (answer.error === undefined) return answer as Result & Answer;
    throw new Error(`${this.publisher}: ${answer.error}\n${this.#log}`);
  }

  /** A command of instance.mjs. */
  ask<Result = object>(command: string, argument: object = {}): Promise<Result> {
    this.#child.stdin?.write(`${command} ${JSON.stringify(argument)}\n`);
    return this.#answer<Result>();
  }

  stats(): Promise<BroadcasterStats> {
    return this.ask<BroadcasterStats>('stats');
  }

  /** What the process has logged. */
  get log(): string {
    return this.#log;
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** What this publisher was told, also by a process that has ended. */
  acknowledged(): Acknowledged[] {
    return this.#lines('+').map(([channel = '', n, id = '']) => ({
      publisher: this.publisher,
      channel,
      n: Number(n),
      id,
    }));
  }

  /** How many publishes were rejected, by code. */
  rejected(): Record<string, number> {
    const codes: Record<string, number> = {};
    for (const [, , code = ''] of this.#lines('-')) codes[code] = (codes[code] ?? 0) + 1;
    return codes;
  }

  #lines(sign: string): string[][] {
    const lines = readFileSync(this.#ledger, 'utf8').split('\n').slice(0, -1);
    return lines
      .map((line) => line.split(' '))
      .flatMap(([first, ...rest]) => (first === sign ? [rest] : []));
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.isRunning) return;
    this.#child.kill(signal);
    await this.exited;
  }
}
