import { type Broadcaster, createBroadcaster } from 'ssecast';
import { createSSERoute, identityFromQuery } from 'ssecast/next';
import { register } from 'ssecast/next/instrumentation';
import { sendWebResponse } from '../../unit/support/send-web-response.js';
import { closeAll, type EventServer, eventually, serveEvents, silent } from '../support/server.js';

describe.each(['direct', 'stream'] as const)('a web response on the %s path', (path) => {
  let live: Broadcaster;
  let app: EventServer;
  let change: (response: Response) => Response;

  beforeAll(async () => {
    process.env.NEXT_RUNTIME = 'nodejs';
    register();
    const name = `web-${path}`;
    live = createBroadcaster({ name, directPath: path === 'direct', logger: silent });
    const { GET } = createSSERoute({
      authorize: identityFromQuery,
      broadcaster: live,
      cors: { origins: ['https://app.example.com'] },
    });
    app = await serveEvents(async (request, response) => {
      const aborter = new AbortController();
      response.once('close', () => aborter.abort());
      response.setHeader('Set-Cookie', 'proxy=1');
      const web = await GET(
        new Request(`http://localhost${request.url}`, {
          headers: request.headers as Record<string, string>,
          method: request.method,
          signal: aborter.signal,
        }),
      );
      await sendWebResponse(change(web), response);
    });
  });

  beforeEach(() => {
    change = (response) => response;
  });

  afterAll(() => closeAll(live, app));

  it.each<['1.0' | '1.1']>([['1.0'], ['1.1']])('streams over HTTP/%s', async (version) => {
    const headers = { 'Accept-Encoding': 'gzip', Origin: 'https://app.example.com' };
    const client = app.open({ version, headers, path: '/?userId=ann&sessionId=s1&tab=2' });
    const { clientId } = JSON.parse((await client.next('connected')).data);
    expect(live.client(clientId)).toMatchObject({
      userId: 'ann',
      sessionId: 's1',
      metadata: { tab: '2' },
      path,
    });
    expect(client.head).toContain('set-cookie: proxy=1');
    expect(client.head).toContain('access-control-allow-origin: https://app.example.com');
    expect(client.head).toContain('vary: origin');
    expect(client.head).not.toContain('x-ssecast-client');
    for (let number = 0; number < 10; number++) {
      live.publish({ session: 's1' }, { event: 'count', data: number });
      expect((await client.next('count')).data).toBe(String(number));
    }
    live.disconnect({ client: clientId });
    if (version === '1.1') await eventually(() => client.finished);
    else await client.ended;
    await eventually(() => live.stats().clients.total === 0);
  });

  it('forgets a client that goes away', async () => {
    const gone = jest.fn();
    const off = live.onDisconnect(gone);
    const client = app.open();
    await client.next('connected');
    client.close();
    await eventually(() => gone.mock.calls.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(gone.mock.calls).toEqual([[expect.objectContaining({ path }), 'client']]);
    off();
  });

  it('reaches the client through a body that the app sends under its own headers', async () => {
    change = (web) => {
      const through = new TransformStream<Uint8Array, Uint8Array>();
      const headers = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-transform' };
      return new Response(web.body?.pipeThrough(through), { headers });
    };
    const client = app.open();
    const { clientId } = JSON.parse((await client.next('connected')).data);
    expect(live.client(clientId)?.path).toBe('stream');
    live.publish('all', { event: 'a', data: 1 });
    await client.next('a');
    client.close();
    await eventually(() => live.stats().clients.total === 0);
  });
});
