import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from './redis-server.js';

const kDebian = '/usr/lib/postgresql';

/** The folder of the programs of PostgreSQL: in the PATH, or the newest version of Debian's packages. */
function findPostgres(): string {
  const versions = existsSync(kDebian) ? readdirSync(kDebian) : [];
  const debian = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => path.join(kDebian, version, 'bin'));
  const folder = [...(process.env.PATH ?? '').split(path.delimiter), ...debian].find((folder) =>
    ['initdb', 'postgres'].every((name) => existsSync(path.join(folder, name))),
  );
  if (folder !== undefined) return folder;
  throw new Error('Expected PostgreSQL but found none; `npm run setup -- --test` installs it');
}

/** PostgreSQL refuses to run as root. */
function otherUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (option: string) =>
    Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** A server of the test's own, in a temporary folder. */
export class PostgresServer {
  readonly #port: number;
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'ssecast-postgres-'));
  readonly #programs = findPostgres();
  readonly #user = otherUser();
  #process: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
  }

  static async start(): Promise<PostgresServer> {
    const server = new PostgresServer(await freePort());
    server.#create();
    await server.run();
    return server;
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.#port}/postgres`;
  }

  #create(): void {
    const { uid, gid } = this.#user;
    if (uid !== undefined && gid !== undefined) chownSync(this.#folder, uid, gid);
    const args = ['-D', this.#data, '-U', 'postgres', '--auth=trust', '--no-sync', '-E', 'UTF8'];
    const options = { ...this.#user, cwd: this.#folder, stdio: 'pipe' } as const;
    execFileSync(path.join(this.#programs, 'initdb'), args, options);
  }

  get #data(): string {
    return path.join(this.#folder, 'data');
  }

  /** Starts the process, for the first time or again. */
  async run(): Promise<void> {
    const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${this.#folder}`];
    const args = [
      '-D',
      this.#data,
      '-p',
      `${this.#port}`,
      ...settings.flatMap((set) => ['-c', set]),
    ];
    const child = spawn(path.join(this.#programs, 'postgres'), args, {
      ...this.#user,
      cwd: this.#folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process = child;
    let output = '';
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`postgres ended: ${output}`)));
      child.stderr.on('data', (data) => {
        output += data;
        if (output.includes('ready to accept connections')) resolve();
      });
    });
    child.removeAllListeners('exit');
    child.stderr.resume();
  }

  /** Ends the process at once, as a crash does. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    // Immediate: its own processes end, too, and the next start recovers.
    child.kill('SIGQUIT');
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
