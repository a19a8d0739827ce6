import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { copyExample, type ExampleCopy, nextProgram } from '../support/example-copy.js';
import { type NextServer, startNextServer } from '../support/next-server.js';
import { eventually } from '../support/server.js';

const instrumentation = `import { createRegister } from 'ssecast/next/instrumentation';
const isManual = process.env.NEXT_MANUAL_SIG_HANDLE === '1';
const hook = createRegister(isManual ? { signals: false } : { deadline: 500 });
export async function register() {
  hook();
  if (process.env.NEXT_RUNTIME !== 'nodejs' || !isManual) return;
  const { live } = await import('./lib/live');
  process.once('SIGTERM', async () => {
    const report = await live.broadcaster.drain({ deadline: 2_000 });
    console.log('report ' + JSON.stringify(report));
    process.exit(7);
  });
}
`;

const kBuild = 120_000;

describe('an app with a register of its own', () => {
  let copy: ExampleCopy;
  let app: NextServer;

  beforeAll(async () => {
    const files = { 'instrumentation.ts': instrumentation };
    copy = copyExample('next-own-signals', files, { app: 'api/sse' });
    await promisify(execFile)(process.execPath, [nextProgram, 'build'], {
      cwd: copy.folder,
      env: {
        ...process.env,
        NODE_ENV: 'production',
        NODE_OPTIONS: '',
        NEXT_TELEMETRY_DISABLED: '1',
      },
      timeout: kBuild,
    });
  }, kBuild);
  afterEach(() => app.stop());
  afterAll(() => copy.remove());

  const start = (env: NodeJS.ProcessEnv) =>
    startNextServer({ folder: copy.folder, program: [nextProgram, 'start'] }, env);

  it.each(['direct', 'stream'])('may drain from its own handler, on the %s path', async (path) => {
    app = await start({
      NEXT_MANUAL_SIG_HANDLE: '1',
      SSECAST_DIRECT_PATH: path === 'direct' ? '1' : '0',
    });
    const clients = Array.from({ length: 20 }, () => app.open());
    await Promise.all(clients.map((client) => client.next('connected')));
    await app.send({ event: 'last', data: 1 });
    const { code, output, took } = await app.end();
    expect(code).toBe(7);
    expect(took).toBeLessThan(3_000);
    const report = /report (.*)/.exec(output)?.[1] ?? '{}';
    expect(JSON.parse(report)).toEqual({ clients: 20, flushed: 20, unflushed: 0, left: 0 });
    await eventually(() => clients.every((client) => client.finished));
    for (const client of clients) {
      expect(client.events.map(({ event }) => event)).toEqual(['connected', 'last']);
      expect(client.body).toMatch(/\nretry: \d+\n(.+\n)*\n$/);
    }
  });

  it('ends at its own deadline when a reader has stalled, and the others have everything', async () => {
    app = await start({});
    const client = app.open();
    await client.next('connected');
    const stalled = await app.connect('GET /api/sse HTTP/1.1\r\nHost: localhost\r\n\r\n');
    for (let waited = 0; (await app.stats()).clients.direct < 2; waited++) {
      if (waited > 100) throw new Error('The stalled reader was not let in');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    for (let number = 0; number < 10; number++) {
      await app.send({ event: 'big', data: 'x'.repeat(1_000_000) });
    }
    const { took, output } = await app.end();
    expect(took).toBeGreaterThanOrEqual(450);
    expect(took).toBeLessThan(3_000);
    expect(output).toContain('1 of 2 clients received every event, 1 missed events');
    await eventually(() => client.finished);
    expect(client.events.filter(({ event }) => event === 'big')).toHaveLength(10);
    stalled.destroy();
  });
});
