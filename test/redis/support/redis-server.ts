import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A redis-server of the test's own, in a temporary folder. */
export class RedisServer {
  readonly port: number;
  readonly folder: string;
  readonly #args: string[];
  #process: ChildProcess | undefined;

  private constructor(port: number, args: string[]) {
    this.port = port;
    this.folder = mkdtempSync(path.join(tmpdir(), 'ssecast-redis-'));
    this.#args = args;
  }

  /** @param args of redis-server, besides port and folder; without them nothing is saved */
  static async start(...args: string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), args);
    await server.run();
    return server;
  }

  /** A Sentinel that watches a master, which it calls `main`. */
  static async sentinel(master: RedisServer): Promise<RedisServer> {
    const sentinel = new RedisServer(await freePort(), []);
    const file = path.join(sentinel.folder, 'sentinel.conf');
    const lines = [
      `sentinel monitor main 127.0.0.1 ${master.port} 1`,
      'sentinel down-after-milliseconds main 500',
      'sentinel failover-timeout main 3000',
    ];
    writeFileSync(file, lines.join('\n'));
    await sentinel.#spawn([file, '--sentinel', '--port', `${sentinel.port}`], 'Sentinel ID is');
    return sentinel;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    const pid = this.#process?.pid;
    if (pid === undefined) throw new Error('redis-server does not run');
    return pid;
  }

  /** Starts the process, for the first time or again. */
  async run(...more: string[]): Promise<void> {
    const args = ['--port', `${this.port}`, '--bind', '127.0.0.1', '--dir', this.folder];
    await this.#spawn(
      [...args, '--save', '', ...this.#args, ...more],
      'Ready to accept connections',
    );
  }

  async #spawn(args: string[], ready: string): Promise<void> {
    const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    let output = '';
    await new Promise<void>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', () => reject(new Error(`redis-server ended: ${output}`)));
      child.stdout?.on('data', (data) => {
        output += data;
        if (output.includes(ready)) resolve();
      });
    });
    child.removeAllListeners('exit');
    child.stdout?.resume();
  }

  /** Ends the process and waits until it has ended. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    process.kill(this.pid, signal);
  }

  /** What redis-cli answers. */
  async cli(...args: string[]): Promise<string> {
    const all = ['-p', `${this.port}`, ...args];
    const { stdout } = await promisify(execFile)('redis-cli', all, { maxBuffer: 2 ** 26 });
    if (/^[A-Z]+ /.test(stdout)) throw new Error(stdout);
    return stdout.trimEnd();
  }

  /** Makes this server a replica of another, and waits until it has the same. */
  async follow(master: RedisServer): Promise<void> {
    await this.cli('REPLICAOF', '127.0.0.1', `${master.port}`);
    while (!(await this.cli('INFO', 'replication')).includes('master_link_status:up')) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
