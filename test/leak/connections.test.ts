import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const kConnections = 20_000;
const kBatch = 500;
const MB = 1024 * 1024;

interface Reading {
  done: number;
  rss: number;
  heapUsed: number;
}

async function connectAndDisconnect(kind: 'direct' | 'stream') {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', path.join(__dirname, 'fixture.mjs'), kind, `${kConnections}`, `${kBatch}`],
    { env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'production' }, timeout: 120_000 },
  );
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const end = lines.pop() as { before: number; after: number; connections: number };
  return { readings: lines as Reading[], end };
}

describe.each(['direct', 'stream'] as const)('20,000 connects and disconnects, %s path', (kind) => {
  it('leaves no descriptor and no memory behind', async () => {
    const { readings, end } = await connectAndDisconnect(kind);
    expect(end.connections).toBe(kConnections);
    expect(end.after).toBe(end.before);

    // Warm-up is the first half; 400 bytes a client in the second would be 4 MB.
    const half = readings.findIndex(({ done }) => done >= kConnections / 2);
    const least = (key: 'rss' | 'heapUsed', from: number, to: number) =>
      Math.min(...readings.slice(from, to).map((reading) => reading[key]));
    const grown = (key: 'rss' | 'heapUsed') =>
      least(key, readings.length - 5, readings.length) - least(key, half, half + 5);
    expect(grown('heapUsed')).toBeLessThan(1 * MB);
    expect(grown('rss')).toBeLessThan(4 * MB);
  });
});
