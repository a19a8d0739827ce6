import { type Broadcaster, createBroadcaster, RateLimitError } from 'ssecast';
import { createWorkspaceNotifier } from 'ssecast/workspaces';
import type { EventClient } from '../support/event-client.js';
import { closeAll, type EventServer, serveEvents, silent } from '../support/server.js';

type WorkspaceEvent =
  | { type: 'CHANNEL_UPDATED'; channel: { id: string; title: string } }
  | { type: 'CHANNEL_PINNED'; channelId: string };

const kChannels = ['workspace:a', 'workspace:b'];
const kBurst = 5;

const updated: WorkspaceEvent = { type: 'CHANNEL_UPDATED', channel: { id: 'c', title: 'general' } };

let live: Broadcaster;
let app: EventServer;
let client: EventClient;

beforeAll(async () => {
  live = createBroadcaster({
    name: 'workspace-limits',
    logger: silent,
    heartbeatInterval: 0,
    rateLimits: { workspace: { perSecond: 10, burst: kBurst } },
  });
  app = await serveEvents((request, response) => {
    live.accept(request, response, { channels: kChannels });
  });
  client = app.open();
  await client.next('connected');
});

afterAll(() => closeAll(live, app));

/** The block of the last event of that name, once it is there. */
async function block(): Promise<string[]> {
  await client.next('message');
  return (client.body.trimEnd().split('\n\n').at(-1) as string).split('\n');
}

describe('document 3, Future Improvements: event versioning', () => {
  it('the wire tells the workspace, the version and what an older page understands', async () => {
    const notify = createWorkspaceNotifier<WorkspaceEvent>({
      broadcaster: live,
      version: 2,
      older: {
        1: (event) =>
          event.type === 'CHANNEL_UPDATED'
            ? { type: event.type, channel: { id: event.channel.id, name: event.channel.title } }
            : undefined,
      },
    });
    notify('a', updated);
    const lines = await block();
    expect(lines).toEqual(
      expect.arrayContaining([
        ': channel workspace:a',
        ': version 2',
        ': older 1 {"type":"CHANNEL_UPDATED","channel":{"id":"c","name":"general"}}',
        `data: ${JSON.stringify(updated)}`,
      ]),
    );
    notify('b', { type: 'CHANNEL_PINNED', channelId: 'c' });
    const pinned = await block();
    expect(pinned).toEqual(expect.arrayContaining([': channel workspace:b', ': version 2']));
    expect(pinned.some((line) => line.startsWith(': older'))).toBe(false);
  });
});

describe('document 3, Future Improvements: rate limiting per workspace', () => {
  it('refuses what is above the limit, says when to try again, and then takes it', async () => {
    const notify = createWorkspaceNotifier<WorkspaceEvent>({ broadcaster: live });
    let sent = 0;
    let refused: unknown;
    while (refused === undefined && sent < 1_000) {
      try {
        notify('limited', updated);
        sent++;
      } catch (error) {
        refused = error;
      }
    }
    expect(refused).toBeInstanceOf(RateLimitError);
    expect(refused).toMatchObject({
      code: 'ERR_SSECAST_RATE_LIMITED',
      channel: 'workspace:limited',
    });
    expect(sent).toBeGreaterThanOrEqual(kBurst);
    // Another workspace has a bucket of its own.
    expect(notify('other', updated)).toBe(0);
    const { retryAfter } = refused as RateLimitError;
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    await new Promise((resolve) => setTimeout(resolve, retryAfter + 5));
    expect(notify('limited', updated)).toBe(0);
  });
});
