import type { EventClient } from '../support/event-client.js';
import { type NextServer, type servers, startNextServer } from '../support/next-server.js';
import { eventually } from '../support/server.js';

const kinds: (keyof typeof servers)[] = ['next start', 'standalone'];
const paths = ['direct', 'stream'] as const;

describe.each(kinds.flatMap((kind) => paths.map((path) => [kind, path] as const)))(
  'the example behind %s, on the %s path',
  (kind, path) => {
    let app: NextServer;

    beforeAll(async () => {
      app = await startNextServer(kind, { SSECAST_DIRECT_PATH: path === 'direct' ? '1' : '0' });
    });
    afterAll(async () => {
      await app.stop();
    });

    it.each([
      ['1.1', {}, true],
      ['1.1', { 'Accept-Encoding': 'gzip, deflate, br' }, true],
      ['1.0', {}, false],
    ] as const)('streams over HTTP/%s with %p', async (version, headers, chunked) => {
      const before = (await app.stats()).clients;
      const session = `s${version}${Object.keys(headers).length}`;
      const client = app.open({ version, headers, path: `/api/sse?sessionId=${session}` });
      await client.next('connected');
      expect(client.head).toMatch(/^http\/1.1 200 ok\r\n/);
      expect(client.head).toContain('content-type: text/event-stream\r\n');
      expect(client.head).toContain('cache-control: no-cache, no-transform\r\n');
      expect(client.head).toContain('x-accel-buffering: no\r\n');
      expect(client.head).toContain('x-example-proxy: seen\r\n');
      expect(client.head).not.toContain('content-encoding');
      expect(client.head.includes('transfer-encoding: chunked')).toBe(chunked);
      if (path === 'direct') expect(client.head).not.toContain('x-ssecast-client');

      const { clients } = await app.stats();
      expect(clients[path]).toBe(before[path] + 1);
      expect(clients.total).toBe(clients[path]);

      const sent = { event: 'greeting', data: { text: 'ä\n\n😀' } };
      expect(await app.send({ ...sent, target: 'session', targetId: session })).toEqual({
        success: true,
        clients: 1,
      });
      const event = await client.next('greeting');
      expect(JSON.parse(event.data)).toEqual(sent.data);
      expect(event.id).toMatch(/^\d{13}-\d+$/);
      client.close();
      await gone(app, before.total);
    });

    it('opens no client for HEAD', async () => {
      const { total } = (await app.stats()).clients;
      const response = await app.request('/api/sse', { method: 'HEAD' });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/event-stream');
      expect((await app.stats()).clients.total).toBe(total);
    });

    it('sends nothing when an event is refused', async () => {
      const client = app.open();
      await client.next('connected');
      expect(await app.send({ event: 'a\ndata: injected', data: 1 })).toMatchObject({
        success: false,
        code: 'ERR_SSECAST_INVALID_EVENT',
      });
      await app.send({ event: 'after', data: 2 });
      await client.next('after');
      expect(client.events.map(({ event }) => event)).toEqual(['connected', 'after']);
      client.close();
    });
  },
);

describe('the V8 heap of the example', () => {
  it('does not grow with clients on the direct path', async () => {
    const app = await startNextServer('next start', {});
    try {
      await openClients(app, 600);
      const before = await app.heapUsed();
      await openClients(app, 1_200);
      const after = await app.heapUsed();
      expect((await app.stats()).clients).toMatchObject({ direct: 1_800, stream: 0 });
      // The usual route takes 68 KB a client; caches of Next that still warm up make some noise.
      expect((after - before) / 1_200).toBeLessThan(5_000);
    } finally {
      await app.stop();
    }
  });
});

async function openClients(app: NextServer, count: number): Promise<void> {
  for (let opened = 0; opened < count; opened += 50) {
    const batch: EventClient[] = Array.from({ length: 50 }, () => app.open());
    await Promise.all(batch.map((client) => client.next('connected')));
  }
}

async function gone(app: NextServer, total: number): Promise<void> {
  let now = -1;
  const poll = setInterval(() => {
    void app.stats().then(({ clients }) => {
      now = clients.total;
    });
  }, 50);
  await eventually(() => now === total).finally(() => clearInterval(poll));
}
