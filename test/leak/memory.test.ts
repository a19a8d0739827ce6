import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const MB = 1024 * 1024;
/** What the allocator and V8 keep of what was used for a moment. */
const kept = 48 * MB;

interface Measured {
  grown: number;
  held: number;
  queued: number;
  history: number;
}

async function measure(thing: string): Promise<Measured> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', path.join(__dirname, 'memory-fixture.mjs'), thing],
    { env: { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'production' }, timeout: 300_000 },
  );
  return JSON.parse(stdout);
}

describe('the memory of the process grows by what stats() says', () => {
  it.each([
    'events to 5,000 users each',
    'events to 5,000 users each, and a large history',
    'changes of channels without an event',
    'a refused event of 200 MB',
    'events that wait for 200 clients',
  ])(
    '%s',
    async (thing) => {
      const { grown, held, queued, history } = await measure(thing);
      expect({ thing, held: typeof held }).toEqual({ thing, held: 'number' });
      expect(grown).toBeLessThan(1.2 * held + kept);
      if (thing.startsWith('events to')) expect(history).toBeGreaterThan(14 * MB);
      // Shared by all of them: shown both ways.
      if (thing.startsWith('events that wait')) expect(queued).toBeGreaterThan(50 * held);
    },
    300_000,
  );
});
