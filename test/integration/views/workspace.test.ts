import { EventSource } from 'eventsource';
import { type Broadcaster, createBroadcaster } from 'ssecast';
import { createSSERoute } from 'ssecast/next';
import { createWorkspaceNotifier, notifyWorkspaceClients } from 'ssecast/workspaces';
import { closeAll, type EventServer, eventually, silent } from '../support/server.js';
import { serveRoute } from '../support/web-route.js';

interface Channel {
  id: string;
  name: string;
}

type WorkspaceEvent =
  | { type: 'CHANNEL_UPDATED'; channel: Channel }
  | { type: 'CHANNEL_DELETED'; channelId: string; generalChannelId: string }
  | { type: 'connected' };

const kWorkspace = 'workspace:';

/** Who belongs to which workspace; a request says who it is. */
const members: Record<string, string[]> = { ann: ['a', 'b'], bob: ['b'] };
const userOf = (request: Request) => request.headers.get('authorization') ?? '';
const isMember = (user: string, workspaceId: string) =>
  members[user]?.includes(workspaceId) === true;

const update = (name: string) => ({
  type: 'CHANNEL_UPDATED' as const,
  channel: { id: 'c', name },
});

let live: Broadcaster;
let app: EventServer;

/** The route of the document, `/api/workspaces/<id>/events`, and one for several workspaces, `/api/events`. */
beforeAll(async () => {
  live = createBroadcaster({ logger: silent, heartbeatInterval: 0 });
  type Context = { params: Promise<{ workspaceId: string }> };
  const single = createSSERoute<Context>({
    authorize: async (request, { params }) => {
      const userId = userOf(request);
      const { workspaceId } = await params;
      if (members[userId] === undefined) return undefined;
      if (!isMember(userId, workspaceId)) return new Response('Forbidden', { status: 403 });
      return { userId, channels: [kWorkspace + workspaceId] };
    },
  });
  const many = createSSERoute({
    authorize: (request) => ({ userId: userOf(request) }),
    channels: (channel, { userId = '' }) =>
      channel.startsWith(kWorkspace) && isMember(userId, channel.slice(kWorkspace.length)),
  });
  // As Next calls it, with the parameters of the route.
  const get = single.GET as unknown as (request: Request, context: Context) => Promise<Response>;
  app = await serveRoute((request) => {
    const [, workspaceId] = /^\/api\/workspaces\/([^/]+)\/events$/.exec(
      new URL(request.url).pathname,
    ) ?? [undefined];
    if (workspaceId !== undefined)
      return get(request, { params: Promise.resolve({ workspaceId }) });
    return request.method === 'POST' ? many.POST(request) : many.GET(request);
  });
});

afterEach(async () => {
  live.disconnect('all');
  await eventually(() => live.stats().clients.total === 0);
});

afterAll(() => closeAll(live, app));

const workspace = (id: string) => `/api/workspaces/${id}/events`;

function open(user: string, path: string, cursor?: string) {
  const headers: Record<string, string> = { Authorization: user };
  if (cursor !== undefined) headers['Last-Event-ID'] = cursor;
  return app.open({ path, headers });
}

async function connect(user: string, path: string, cursor?: string) {
  const client = open(user, path, cursor);
  return { client, connected: JSON.parse((await client.next('connected')).data) };
}

const namesIn = (data: string[]) =>
  data.map((text) => (JSON.parse(text) as { channel: Channel }).channel.name);

describe('document 3, SSE Endpoint', () => {
  it('answers 401 to nobody, 403 to who is no member, and lets members in', async () => {
    expect(await open('', workspace('a')).opened()).toMatch(/^http\/1.1 401 /);
    expect(await open('bob', workspace('a')).opened()).toMatch(/^http\/1.1 403 /);
    const { connected } = await connect('ann', workspace('a'));
    expect(live.client(connected.clientId)?.channels).toContain('workspace:a');
    expect(notifyWorkspaceClients('a', update('general'))).toBe(1);
    live.disconnect({ user: 'ann' });
    expect(notifyWorkspaceClients('a', update('general'))).toBe(0);
  });
});

describe('document 3, Broadcasting Events and Establishing Connection', () => {
  it('reaches every member of the workspace and nobody else', async () => {
    const [ann, bob, elsewhere] = await Promise.all([
      connect('ann', workspace('b')),
      connect('bob', workspace('b')),
      connect('ann', workspace('a')),
    ]);
    expect(notifyWorkspaceClients('b', update('news'))).toBe(2);
    for (const { client } of [ann, bob]) {
      const { event, data } = await client.next('message');
      expect({ event, data: JSON.parse(data) }).toEqual({ event: 'message', data: update('news') });
    }
    live.publish('all', { event: 'settled', data: null });
    await elsewhere.client.next('settled');
    expect(elsewhere.client.events.map(({ event }) => event)).toEqual(['connected', 'settled']);
  });

  it('is heard by the onmessage of a plain EventSource, which reads the type', async () => {
    const heard: WorkspaceEvent[] = [];
    const source = new EventSource(app.origin + workspace('a'), {
      fetch: (url, init) =>
        fetch(url, { ...init, headers: { ...init.headers, Authorization: 'ann' } }),
    });
    source.onmessage = ({ data }) => heard.push(JSON.parse(data));
    await eventually(() => live.clientsIn('workspace:a').length === 1);
    const notify = createWorkspaceNotifier<WorkspaceEvent>({ broadcaster: live });
    const deleted = { type: 'CHANNEL_DELETED', channelId: 'c', generalChannelId: 'g' } as const;
    notify('a', update('general'));
    notify('a', deleted);
    await eventually(() => heard.length === 2);
    source.close();
    expect(heard).toEqual([update('general'), deleted]);
  });
});

describe('document 3, Future Improvements', () => {
  it('message queuing for offline clients: who comes back gets what was sent meanwhile, once, in order', async () => {
    const { client } = await connect('ann', workspace('a'));
    notifyWorkspaceClients('a', update('before'));
    const { id } = await client.next('message');
    client.close();
    await eventually(() => live.clientsIn('workspace:a').length === 0);
    const meanwhile = Array.from({ length: 50 }, (_, number) => `while away ${number}`);
    for (const name of meanwhile) {
      expect(notifyWorkspaceClients('a', update(name))).toBe(0);
      notifyWorkspaceClients('b', update('of another workspace'));
    }
    const back = await connect('ann', workspace('a'), id);
    expect(back.connected).toMatchObject({ resumed: true, replayed: 50, gap: false });
    notifyWorkspaceClients('a', update('after'));
    const received: string[] = [];
    for (let count = 0; count < 51; count++)
      received.push((await back.client.next('message')).data);
    expect(namesIn(received)).toEqual([...meanwhile, 'after']);
  });

  it('connection pooling: one connection for many workspaces, joined and left while it is open', async () => {
    expect(await open('bob', '/api/events?channel=workspace:a').opened()).toMatch(
      /^http\/1.1 403 /,
    );
    const { client, connected } = await connect('ann', '/api/events?channel=workspace:a');
    const change = (body: object) =>
      fetch(`${app.origin}/api/events`, {
        method: 'POST',
        headers: { Authorization: 'ann', 'Content-Type': 'application/json' },
        body: JSON.stringify({ clientId: connected.clientId, ...body }),
      });
    expect((await change({ join: ['workspace:c'] })).status).toBe(403);
    expect((await change({ join: ['workspace:b'] })).status).toBe(200);
    expect(notifyWorkspaceClients('a', update('of a'))).toBe(1);
    expect(notifyWorkspaceClients('b', update('of b'))).toBe(1);
    expect(notifyWorkspaceClients('c', update('of c'))).toBe(0);
    const received = [await client.next('message'), await client.next('message')];
    expect(namesIn(received.map(({ data }) => data))).toEqual(['of a', 'of b']);
    expect((await change({ leave: ['workspace:a'] })).status).toBe(200);
    expect(notifyWorkspaceClients('a', update('of a'))).toBe(0);
    expect(live.stats().clients.total).toBe(1);
  });

  it('heartbeat: a silent connection is written to, which no page hears as an event', async () => {
    live = createBroadcaster({ heartbeatInterval: 1_000 });
    const { client } = await connect('ann', workspace('a'));
    const seen = client.body.length;
    await eventually(() => client.body.length > seen);
    expect(client.body.slice(seen)).toMatch(/^id: \d+-\d+\n/);
    expect(client.events.map(({ event }) => event)).toEqual(['connected']);
  });
});
