import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type EventClient, openEventClient, type RequestOptions } from './event-client.js';
import { answered, freePort } from './next-server.js';

const root = path.resolve(__dirname, '../../..');
const example = path.join(root, 'examples/next-app');
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

/**
 * A copy of the example behind `next dev`, to be edited. Not in a folder `.next*`, for webpack does not
 * watch those; and not outside of the repository, for Turbopack follows no link that leaves its root.
 */
export async function startDevApp({ args, env, files }: DevOptions): Promise<DevApp> {
  const folder = path.join(root, 'build/next-dev');
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['app', 'lib', 'proxy.ts', 'tsconfig.json']) {
    cpSync(path.join(example, name), path.join(folder, name), { recursive: true });
  }
  const modules = path.join(example, 'node_modules');
  symlinkSync(path.relative(folder, modules), path.join(folder, 'node_modules'));
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  write('package.json', '{ "type": "module" }');
  write(
    'next.config.mjs',
    `import path from 'node:path';
import { withSSECast } from 'ssecast/next/config';
const root = path.resolve(import.meta.dirname, '../..');
export default withSSECast({ outputFileTracingRoot: root, turbopack: { root } });`,
  );
  for (const [file, text] of Object.entries(files)) write(file, text);

  const port = await freePort();
  const next = path.join(example, 'node_modules/next/dist/bin/next');
  const child = spawn(
    process.execPath,
    [next, 'dev', '--port', String(port), '--hostname', '127.0.0.1', ...args],
    {
      cwd: folder,
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
    write,
    output: () => output.slice(-3_000),
    open(options) {
      const client = openEventClient(port, { path: '/api/sse', ...options });
      clients.push(client);
      return client;
    },
    async stop() {
      for (const client of clients) client.close();
      await endGroup(child);
      rmSync(folder, { recursive: true, force: true });
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
