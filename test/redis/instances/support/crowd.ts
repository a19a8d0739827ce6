import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** What tools/load-client has found. */
interface Found {
  ok: boolean;
  open: number;
  missing?: string;
  resumed: number;
  gaps: number;
  lost: number;
  duplicated: number;
  reordered: number;
  malformed: number;
}

const root = path.join(__dirname, '../../../..');

/**
 * Thousands of clients: tools/load-client, which checks the numbers of every event. Each reads one of
 * the channels c0, c1 and so on.
 */
export async function startCrowd(port: number, clients: number, channels: number) {
  // CMake skips what is up to date.
  const build = `import('${root}/tools/load-client/index.mjs').then((all) => all.buildLoadClient())`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', build]);
  const program = path.join(root, 'build/load-client/load_client');
  const child = spawn(program, ['follow', '1'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers: ((answer: Found) => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) =>
    answers.shift()?.(JSON.parse(line)),
  );
  const ask = (command: string) => {
    child.stdin.write(`${command}\n`);
    return new Promise<Found>((resolve) => answers.push(resolve));
  };
  const found = await ask(`open ${clients} ${port} / 40000 ${channels}`);
  if (!found.ok) throw new Error(`The crowd has ${found.open} streams`);
  return {
    /** Waits until the clients of each channel have the event of this number. */
    has: (series: readonly string[], n: number) =>
      ask(`follow 30000 ${series.map((name) => `${name}=${n}`).join(' ')}`),
    /** Waits until the server has ended every stream. */
    ends: () => ask('ends 30000'),
    async comeBack() {
      const found = await ask(`resume ${port} 40000`);
      if (!found.ok) throw new Error(`Of the crowd ${found.open} came back`);
    },
    async end() {
      child.stdin.end('quit\n');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
