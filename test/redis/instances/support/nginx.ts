import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface Nginx {
  port: number;
  end(): Promise<void>;
}

/** nginx in front of several servers. Debian's package of it is unpacked where it is not yet. */
export async function startNginx(ports: readonly number[]): Promise<Nginx> {
  const script = path.join(__dirname, 'nginx.mjs');
  const child = spawn(process.execPath, [script, JSON.stringify(ports)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error('nginx did not start')));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) resolve((JSON.parse(line) as { port: number }).port);
    });
  });
  return {
    port,
    async end() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
