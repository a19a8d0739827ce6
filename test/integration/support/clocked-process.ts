import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A process of fixtures/history.mjs, whose wall clock a test can set. */
export interface ClockedProcess {
  readonly origin: string;
  readonly warnings: string[];
  /** @returns the id */
  publish(data: string): Promise<string>;
  /** From now on its wall clock is so many seconds off the true one. */
  setClock(seconds: number): void;
  /** In good order: it writes its history file. */
  stop(): Promise<void>;
  kill(): void;
}

/** Debian's package `faketime`. Its library is told by a file, so that the clock of a running process steps. */
function fakeClock(file: string): Record<string, string> {
  const library = readdirSync('/usr/lib')
    .map((folder) => `/usr/lib/${folder}/faketime/libfaketimeMT.so.1`)
    .find((candidate) => existsSync(candidate));
  if (!library) throw new Error('Expected the library of the Debian package faketime; install it');
  return {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    // Timers go by it, and no setting of a clock changes it.
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
}

export async function startClocked(options: object, clock = 0): Promise<ClockedProcess> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ssecast-clock-'));
  const file = path.join(folder, 'clock');
  const setClock = (seconds: number) => {
    // Whole at any time: the process reads it at every look at its clock.
    writeFileSync(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}`);
    renameSync(`${file}.new`, file);
  };
  setClock(clock);
  const program = path.join(__dirname, '..', 'fixtures', 'history.mjs');
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NODE_OPTIONS: '',
      NEXT_RUNTIME: 'nodejs',
      ...fakeClock(file),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const warnings: string[] = [];
  const origin = await originOf(child, warnings);
  const post = async (where: string, body = '') =>
    (await fetch(`${origin}${where}`, { method: 'POST', body })).text();
  return {
    origin,
    warnings,
    setClock,
    publish: (data) => post('/publish', data),
    async stop() {
      const ended = once(child, 'exit');
      await post('/stop');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
    kill() {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function originOf(child: ChildProcess, warnings: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { origin, warning, error } = JSON.parse(line);
      if (origin !== undefined) resolve(origin);
      else warnings.push(warning ?? error);
    });
  });
}
