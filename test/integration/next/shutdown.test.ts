import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EventClient } from '../support/event-client.js';
import { type NextServer, type servers, startNextServer } from '../support/next-server.js';
import { eventually } from '../support/server.js';

const kStreams = 20;
/** Milliseconds until the process is gone, on a busy machine. */
const kPrompt = 3_000;

const kinds: (keyof typeof servers)[] = ['next start', 'standalone'];
const paths = ['direct', 'stream'] as const;

const environment = (stream: (typeof paths)[number], more: NodeJS.ProcessEnv = {}) => ({
  SSECAST_DIRECT_PATH: stream === 'direct' ? '1' : '0',
  ...more,
});

/** The last `retry` of a stream, in milliseconds. */
function lastRetry(client: EventClient): number {
  const lines = [...client.body.matchAll(/^retry: (\d+)$/gm)];
  return Number(lines.at(-1)?.[1]);
}

describe.each(kinds)('%s that is told to end', (kind) => {
  let app: NextServer;

  afterEach(() => app.stop());

  /** The exit codes of Next without a stream, by signal. */
  const ownCodes = new Map<NodeJS.Signals, number | null>();

  async function ownCode(signal: NodeJS.Signals): Promise<number | null> {
    let code = ownCodes.get(signal);
    if (code === undefined) {
      app = await startNextServer(kind);
      ({ code } = await app.end(signal));
      ownCodes.set(signal, code);
    }
    return code;
  }

  describe.each(paths)('with streams on the %s path', (stream) => {
    it.each(['SIGTERM', 'SIGINT'] as const)(
      'by %s ends each of them in good order',
      async (signal) => {
        const code = await ownCode(signal);
        app = await startNextServer(kind, environment(stream));
        const clients = Array.from({ length: kStreams }, () => app.open());
        await Promise.all(clients.map((client) => client.next('connected')));
        expect((await app.stats()).clients[stream]).toBe(kStreams);
        const idle = await app.connect();
        const closed = new Promise((resolve) => idle.once('close', resolve));
        idle.resume();
        expect(await app.send({ event: 'last', data: 'x'.repeat(50_000) })).toMatchObject({
          clients: kStreams,
        });
        const end = await app.end(signal);
        expect({ ...end, output: '' }).toEqual({ code, signal: null, took: end.took, output: '' });
        expect(end.took).toBeLessThan(kPrompt);
        await closed;
        await eventually(() => clients.every((client) => client.finished));
        for (const client of clients) {
          expect(client.events.map(({ event }) => event)).toEqual(['connected', 'last']);
          expect(client.body).toMatch(/\nretry: \d+\n(.+\n)*\n$/);
        }
        const retries = clients.map(lastRetry);
        expect(new Set(retries).size).toBeGreaterThan(kStreams / 4);
        expect(Math.min(...retries)).toBeGreaterThan(0);
      },
    );

    it('keeps the history for the next process, and without a file says that it is gone', async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'ssecast-'));
      try {
        for (const file of [path.join(folder, 'history'), '']) {
          const env = environment(stream, { SSECAST_HISTORY_FILE: file });
          app = await startNextServer(kind, env);
          const before = app.open({ path: '/api/sse?userId=ann' });
          await before.next('connected');
          await app.send({ event: 'seen', data: 0 });
          const { id = '' } = await before.next('seen');
          before.close();
          for (let number = 1; number <= 5; number++) {
            await app.send({ event: 'missed', data: number, target: 'user', targetId: 'ann' });
            await app.send({ event: 'missed', data: 'other', target: 'user', targetId: 'bob' });
          }
          await app.end();
          app = await startNextServer(kind, env);
          const after = app.open({
            path: '/api/sse?userId=ann',
            headers: { 'Last-Event-ID': id },
          });
          const connected = JSON.parse((await after.next('connected')).data);
          await app.send({ event: 'end', data: 0 });
          await after.next('end');
          const missed = after.events.filter(({ event }) => event === 'missed');
          expect({ ...connected, missed: missed.map(({ data }) => JSON.parse(data)) }).toEqual({
            clientId: connected.clientId,
            resumed: file !== '',
            replayed: file === '' ? 0 : 5,
            gap: file === '',
            heartbeatInterval: 30_000,
            missed: file === '' ? [] : [1, 2, 3, 4, 5],
          });
          await app.stop();
        }
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
});
