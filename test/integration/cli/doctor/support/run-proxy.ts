import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface RunningProxy {
  origin: string;
  end(): Promise<void>;
}

/** Starts a proxy of proxy.mjs in front of a server. */
export async function runProxy(name: string, server: string): Promise<RunningProxy> {
  const { port } = new URL(server);
  const program = path.join(__dirname, 'proxy.mjs');
  const child = spawn(process.execPath, [program, name, port], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said = await saidBy(child);
  return {
    origin: `http://127.0.0.1:${JSON.parse(said).port}`,
    async end() {
      const exited = once(child, 'exit');
      child.stdin?.end();
      await exited;
    },
  };
}

/** Its first line of JSON: before it, the proxies may be unpacked, which is said. */
function saidBy(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout !== null) {
      const lines = createInterface({ input: child.stdout });
      lines.on('line', (line) => line.startsWith('{') && resolve(line));
    }
    child.once('exit', (code) => reject(new Error(`the proxy ended with ${code}`)));
  });
}
