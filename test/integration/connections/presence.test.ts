import { type Broadcaster, type ClientInfo, createBroadcaster } from 'ssecast';
import { createSSERoute } from 'ssecast/next';
import { register } from 'ssecast/next/instrumentation';
import { createSSEHandler } from 'ssecast/node';
import { closeAll, type EventServer, eventually, serveEvents, silent } from '../support/server.js';
import { serveRoute } from '../support/web-route.js';

process.env.NEXT_RUNTIME = 'nodejs';
register();

const servers: Record<
  string,
  (options: Parameters<typeof createSSERoute>[0]) => Promise<EventServer>
> = {
  'the route of Next': (options) => serveRoute(createSSERoute(options).GET),
  'the handler of Node': (options) => serveEvents(createSSEHandler(options as never)),
};
const kinds = Object.keys(servers).flatMap((kind) =>
  (['direct', 'stream'] as const).map((path) => [kind, path] as const),
);

describe.each(kinds)('presence by %s on the %s path', (kind, path) => {
  let live: Broadcaster;
  let app: EventServer;
  let heard: unknown[] = [];
  const onConnect = ({ userId, path: where }: ClientInfo) =>
    void heard.push(['came', userId, where]);
  const onDisconnect = ({ userId, path: where }: ClientInfo, reason: string) =>
    void heard.push(['went', userId, where, reason]);

  beforeAll(async () => {
    const name = `presence-${kind}-${path}`;
    live = createBroadcaster({ name, directPath: path === 'direct', logger: silent });
    app = await (servers[kind] as (typeof servers)[string])({
      broadcaster: live,
      authorize: (request: { headers: Headers | Record<string, string> }) => {
        const { headers } = request;
        const user = headers instanceof Headers ? headers.get('x-user') : headers['x-user'];
        return { userId: user ?? 'none', channels: ['room'], metadata: { from: 'here' } };
      },
      onConnect,
      onDisconnect,
    });
  });
  beforeEach(() => {
    heard = [];
  });
  afterAll(() => closeAll(live, app));

  const open = async (user: string) => {
    const client = app.open({ headers: { 'X-User': user } });
    const { clientId } = JSON.parse((await client.next('connected')).data);
    return { client, clientId };
  };

  it('tells of each client once that it came, and once that it went and why', async () => {
    const ann = await open('ann');
    await open('bob');
    expect(heard).toEqual([
      ['came', 'ann', 'pending'],
      ['came', 'bob', 'pending'],
    ]);
    expect(live.client(ann.clientId)?.path).toBe(path);
    ann.client.close();
    await eventually(() => heard.length === 3);
    live.disconnect({ user: 'bob' });
    await eventually(() => heard.length === 4);
    expect(heard.slice(2)).toEqual([
      ['went', 'ann', path, 'client'],
      ['went', 'bob', path, 'server'],
    ]);
  });

  it('knows of everybody what the identity said, and nothing of clients of others', async () => {
    const all: ClientInfo[] = [];
    const offs = [
      live.onConnect((client) => void all.push(client)),
      live.onDisconnect(() => undefined),
    ];
    const { client, clientId } = await open('ann');
    const other = await live.connect({ userId: 'elsewhere' });
    await eventually(() => all.length === 2);
    expect(all).toMatchObject([
      {
        id: clientId,
        userId: 'ann',
        channels: ['user:ann', 'room'],
        metadata: { from: 'here' },
        path: 'pending',
      },
      { userId: 'elsewhere' },
    ]);
    expect(heard).toEqual([['came', 'ann', 'pending']]);
    client.close();
    await other.body?.cancel();
    await eventually(() => live.clients().length === 0);
    await eventually(() => heard.length === 2);
    for (const off of offs) off();
    const last = await open('bob');
    expect(all).toHaveLength(2);
    last.client.close();
    await eventually(() => heard.length === 4);
  });
});
