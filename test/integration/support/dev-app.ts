import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { type EventClient, openEventClient, type RequestOptions } from './event-client.js';
import { copyExample, nextProgram } from './example-copy.js';
import { answered, freePort } from './next-server.js';

const preloaded = path.resolve(__dirname, '../fixtures/count-subscriptions.mjs');

/** Milliseconds until the group of processes is killed that was asked to end. */
const kPatience = 5_000;

export interface DevApp {
  open(options?: RequestOptions): EventClient;
  request(path: string, init?: RequestInit): Promise<Response>;
  /** Writes a file of the app, as an editor does. */
  write(file: string, text: string): void;
  /** The end of what the server has printed. */
  output(): string;
  /** Ends the server and removes the copy. */
  stop(): Promise<void>;
}

export interface DevOptions {
  /** For `next dev`, like `--webpack`. */
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Written over those of the copy before the server starts. */
  files: Record<string, string>;
}

/** A copy of the example behind `next dev`, to be edited. */
export async function startDevApp({ args, env, files }: DevOptions): Promise<DevApp> {
  const copy = copyExample('next-dev', files);
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [nextProgram, 'dev', '--port', String(port), '--hostname', '127.0.0.1', ...args],
    {
      cwd: copy.folder,
      env: {
        ...process.env,
        NODE_ENV: 'development',
        NODE_OPTIONS: `--import ${preloaded}`,
        NEXT_TELEMETRY_DISABLED: '1',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // `next dev` starts the server in a process of its own: the group ends as a whole.
      detached: true,
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const request = (where: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${port}${where}`, {
      ...init,
      headers: { Connection: 'close', ...init?.headers },
    });
  await answered(
    child,
    () => request('/api/sse/stats'),
    () => output,
  );
  const clients: EventClient[] = [];
  return {
    request,
    write: copy.write,
    output: () => output.slice(-3_000),
    open(options) {
      const client = openEventClient(port, { path: '/api/sse', ...options });
      clients.push(client);
      return client;
    },
    async stop() {
      for (const client of clients) client.close();
      await endGroup(child);
      copy.remove();
    },
  };
}

async function endGroup(child: ChildProcess): Promise<void> {
  const group = -(child.pid as number);
  const deadline = Date.now() + kPatience;
  for (let name: NodeJS.Signals = 'SIGTERM'; signal(group, name); name = 'SIGCONT') {
    if (Date.now() > deadline) signal(group, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** @returns false when nobody is left to be told */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
