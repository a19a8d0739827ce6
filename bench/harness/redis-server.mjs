import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LineProcess } from './line-process.mjs';
import { freePort, untilListening } from './peers.mjs';

const run = promisify(execFile);

/** A redis-server of the run's own, which keeps nothing on disk. */
export class RedisServer {
  #process;
  #port;

  static async start() {
    const server = new RedisServer();
    server.#port = await freePort();
    const args = [
      '--port',
      server.#port,
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
    ];
    server.#process = new LineProcess('redis-server', 'redis-server', args);
    await untilListening(server.#process, server.#port);
    return server;
  }

  /** @returns the version, or undefined where there is no redis-server */
  static async version() {
    const { stdout } = await run('redis-server', ['--version']).catch(() => ({ stdout: '' }));
    return /v=(\S+)/.exec(stdout)?.[1];
  }

  get url() {
    return `redis://127.0.0.1:${this.#port}`;
  }

  get pid() {
    return this.#process.pid;
  }

  /** Calls of each command since the start of the server, those within scripts included. */
  async calls() {
    const { stdout } = await run('redis-cli', ['-p', String(this.#port), 'INFO', 'commandstats']);
    const found = stdout.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm);
    return new Map([...found].map(([, name, count]) => [name, Number(count)]));
  }

  async stop() {
    const { exited } = this.#process;
    this.#process.kill();
    await exited;
  }
}
