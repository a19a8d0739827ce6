import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import { type EventClient, openEventClient, type RequestOptions } from './event-client.js';

const gcOnSignal = path.resolve(__dirname, '../fixtures/gc-on-signal.mjs');
const example = path.resolve(__dirname, '../../../examples/next-app');

/** The servers that a Next app can run behind, as scripts/pack-example.mjs built them. */
export const servers = {
  'next start': { folder: example, program: ['node_modules/next/dist/bin/next', 'start'] },
  standalone: {
    folder: path.join(example, '.next-standalone/standalone'),
    program: ['server.js'],
  },
};

/** A program that serves a built app, in the app's folder. */
export interface ServerProgram {
  folder: string;
  program: string[];
}

/** How a server ended that was told to. */
export interface ServerEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Milliseconds that it took. */
  took: number;
  /** All that it has printed. */
  output: string;
}

/** What the example's route /api/sse/stats tells, as far as tests look at it. */
export interface ExampleStats {
  clients: { total: number; direct: number; stream: number; pending: number };
  memory: { heapUsed: number; rss: number };
}

export interface NextServer {
  open(options?: RequestOptions): EventClient;
  stats(): Promise<ExampleStats>;
  /** Bytes of the V8 heap in use, after a collection. */
  heapUsed(): Promise<number>;
  /** Posts to /api/sse/test. */
  send(message: object): Promise<Record<string, unknown>>;
  request(path: string, init?: RequestInit): Promise<Response>;
  /** Connects and reads nothing; sends `text`, if any. With none it is what Chromium does ahead of need. */
  connect(text?: string): Promise<Socket>;
  /** Tells it to end, with its streams open; after ten seconds with SIGKILL. */
  end(signal?: NodeJS.Signals): Promise<ServerEnd>;
  /** Closes the streams, then ends it. */
  stop(): Promise<void>;
}

/** The built example behind one of the servers, on a free port. */
export async function startNextServer(
  kind: keyof typeof servers | ServerProgram,
  env: NodeJS.ProcessEnv = {},
): Promise<NextServer> {
  const { folder, program } = typeof kind === 'string' ? servers[kind] : kind;
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['--expose-gc', '--import', gcOnSignal, ...program], {
    cwd: folder,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NODE_OPTIONS: '',
      NEXT_TELEMETRY_DISABLED: '1',
      PORT: String(port),
      HOSTNAME: '127.0.0.1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const request = (where: string, init?: RequestInit) =>
    fetch(`${origin}${where}`, { ...init, headers: { Connection: 'close', ...init?.headers } });
  // Next listens before it has run `register`: the first answer says that it has.
  await answered(
    child,
    () => request('/api/sse/stats'),
    () => output,
  );
  const clients: EventClient[] = [];
  const stats = async () => (await (await request('/api/sse/stats')).json()) as ExampleStats;
  return {
    request,
    open(options) {
      const client = openEventClient(port, { path: '/api/sse', ...options });
      clients.push(client);
      return client;
    },
    stats,
    async heapUsed() {
      child.kill('SIGUSR2');
      await new Promise((resolve) => setTimeout(resolve, 500));
      return (await stats()).memory.heapUsed;
    },
    send: async (message) => {
      const response = await request('/api/sse/test', {
        method: 'POST',
        body: JSON.stringify(message),
        headers: { 'Content-Type': 'application/json' },
      });
      return (await response.json()) as Record<string, unknown>;
    },
    async connect(text = '') {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(text);
      return socket;
    },
    end,
    async stop() {
      for (const client of clients) client.close();
      await end();
    },
  };

  async function end(signal: NodeJS.Signals = 'SIGTERM'): Promise<ServerEnd> {
    const began = Date.now();
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill(signal);
      const patience = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(patience);
    }
    return { code: child.exitCode, signal: child.signalCode, took: Date.now() - began, output };
  }
}

/** Waits until a server that was just started answers. Throws what it printed when it does not. */
export async function answered(
  child: ChildProcess,
  ask: () => Promise<Response>,
  output: () => string,
): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The server ended:\n${output()}`);
    const response = await ask().catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    if (Date.now() > deadline) throw new Error(`No answer in 30 s:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
