import { createBroadcaster } from 'ssecast';
import { destroySSE, getConnectionInfo, initializeSSE } from 'ssecast/manager';
import { createSSERoute } from 'ssecast/next';
import { createWorkspaceNotifier, notifyWorkspaceClients } from 'ssecast/workspaces';
import { type EventServer, eventually, silent } from '../../integration/support/server.js';
import { serveRoute } from '../../integration/support/web-route.js';
import { curl } from '../support/curl.js';
import { NextResponse } from '../support/next-response.js';
import { openPage, type Page } from '../support/page.js';
import { authOptions, getServerSession } from '../support/workspaces.js';
import { PATCH } from './printed/broadcasting.js';
import type { WorkspaceEvent } from './printed/events.js';

type Context = { params: { workspaceId: string } };

// SSE Endpoint: what it asks, and ssecast for what it did by hand
const { GET } = createSSERoute<Context>({
  authorize: async (_request, { params }) => {
    const session = await getServerSession(authOptions);
    if (!session?.user?.id) {
      return new NextResponse('Unauthorized', { status: 401 });
    }
    return { userId: session.user.id, channels: [`workspace:${params.workspaceId}`] };
  },
});

let app: EventServer;
let page: Page;

beforeAll(async () => {
  initializeSSE({ logger: silent });
  app = await serveRoute((request) => {
    const [, , kind, id = ''] = new URL(request.url).pathname.split('/');
    if (kind === 'channels') return PATCH(request, { params: { channelId: id } });
    // As Next calls it, with the parameters of the route.
    const get = GET as unknown as (request: Request, context: Context) => Promise<Response>;
    return get(request, { params: { workspaceId: id } });
  });
  page = openPage(app.origin);
});

beforeEach(() => {
  authOptions.user = { id: 'ann' };
});

afterEach(async () => {
  createBroadcaster().disconnect('all');
  await eventually(() => getConnectionInfo().length === 0);
});

afterAll(async () => {
  page.leave();
  destroySSE();
  await app.close();
});

test('document 3, "SSE Endpoint": answers 401 to who is not signed in', async () => {
  authOptions.user = undefined;
  const response = await page.fetch('/api/workspaces/w1/events');
  expect([response.status, await response.text()]).toEqual([401, 'Unauthorized']);
});

test('document 3, "SSE Endpoint": the headers that are printed', async () => {
  const { headers } = await page.fetch('/api/workspaces/w1/events');
  expect(headers.get('Content-Type')).toMatch(/^text\/event-stream\b/);
  expect(headers.get('Cache-Control')).toContain('no-cache');
});

test('document 3, "SSE Connection Management": data: JSON, byte for byte for curl', async () => {
  const client = curl(`${app.origin}/api/workspaces/w1/events`);
  await eventually(() => client.body.endsWith('\n\n'));
  const before = client.body.length;
  const event = { type: 'CHANNEL_DELETED', channelId: 'c2', generalChannelId: 'c1' };
  expect(notifyWorkspaceClients('w1', event)).toBe(1);
  expect(notifyWorkspaceClients('w2', event)).toBe(0);
  await eventually(() => client.body.length > before);
  const eventData = `data: ${JSON.stringify(event)}\n\n`;
  // An id to come back with, and the channel in a comment. `message` is what browsers call events without a name.
  expect(client.body.slice(before)).toMatch(/^id: \d+-\d+\n: channel workspace:w1\ndata: /);
  expect(client.body.endsWith(`\n${eventData}`)).toBe(true);
  client.stop();
});

test('document 3, "Broadcasting Events" and "Establishing Connection"', async () => {
  const { EventSource } = page;
  const heard: WorkspaceEvent[] = [];
  const workspace = { id: 'w1' };

  const eventSource = new EventSource(`/api/workspaces/${workspace.id}/events`);
  eventSource.onmessage = (event) => {
    const data = JSON.parse(event.data);
    heard.push(data);
  };

  await eventually(() => getConnectionInfo().length === 1);
  const answer = await page.fetch('/api/channels/c2', { method: 'PATCH' });
  const channel = { id: 'c2', workspaceId: 'w1', name: 'renamed' };
  expect(await answer.json()).toEqual(channel);
  await eventually(() => heard.length === 1);
  expect(heard).toEqual([{ type: 'CHANNEL_UPDATED', channel }]);
  eventSource.close();
});

test('document 3, "Event Types": the union types the notifier', () => {
  const notify = createWorkspaceNotifier<WorkspaceEvent>();
  const deleted = { type: 'CHANNEL_DELETED', channelId: 'c2', generalChannelId: 'c1' } as const;
  expect(notify('w1', deleted)).toBe(0);
  // @ts-expect-error the channel is missing
  expect(notify('w1', { type: 'CHANNEL_UPDATED' })).toBe(0);
  // @ts-expect-error ssecast sends it itself
  expect(() => notify('w1', { type: 'connected' })).toThrow(
    expect.objectContaining({ code: 'ERR_SSECAST_INVALID_EVENT' }),
  );
});
