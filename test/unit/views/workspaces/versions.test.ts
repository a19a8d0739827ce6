import '../../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import { createWorkspaceNotifier, notifyWorkspaceClients } from 'ssecast/workspaces';
import { z } from 'zod';
import { fakeOf } from '../../support/fake-native.js';

type WorkspaceEvent =
  | { type: 'CHANNEL_UPDATED'; channel: { id: string; title: string } }
  | { type: 'CHANNEL_PINNED'; channelId: string };

const updated: WorkspaceEvent = { type: 'CHANNEL_UPDATED', channel: { id: 'c', title: 'general' } };

/** For version 1, where a channel's title was its name and nothing could be pinned. */
const toVersion1 = (event: WorkspaceEvent) =>
  event.type === 'CHANNEL_UPDATED'
    ? { ...event, channel: { id: event.channel.id, name: event.channel.title } }
    : undefined;

describe('versions of a union of events', () => {
  it('a notifier tells the workspace, the version, and what older pages understand', () => {
    const live = createBroadcaster({ name: 'versions' });
    const notify = createWorkspaceNotifier<WorkspaceEvent>({
      broadcaster: live,
      version: 2,
      older: { 1: toVersion1 },
    });
    notify('w', updated);
    notify('w', { type: 'CHANNEL_PINNED', channelId: 'c' });
    expect(fakeOf('versions').published).toMatchObject([
      {
        data: JSON.stringify(updated),
        comments:
          'channel workspace:w\nversion 2\n' +
          'older 1 {"type":"CHANNEL_UPDATED","channel":{"id":"c","name":"general"}}',
      },
      { comments: 'channel workspace:w\nversion 2' },
    ]);
  });

  it('notifyWorkspaceClients tells the workspace, and has no version', () => {
    createBroadcaster();
    notifyWorkspaceClients('w', updated);
    expect(fakeOf().published.at(-1)).toMatchObject({ comments: 'channel workspace:w' });
  });

  it('a schema says its version, and named events have one, too', () => {
    const live = createBroadcaster({
      name: 'named',
      events: {
        order: {
          schema: z.object({ total: z.number() }),
          version: 2,
          older: { 1: ({ total }) => ({ sum: total }) },
        },
        note: z.string(),
      },
    });
    live.publish('all', { event: 'order', data: { total: 3 } });
    live.publish({ user: 'ann' }, { event: 'order', data: { total: 3 }, tellChannel: true });
    live.publish('all', { event: 'note', data: 'a' });
    expect(fakeOf('named').published.map(({ comments }) => comments)).toEqual([
      'version 2\nolder 1 {"sum":3}',
      'channel user:ann\nversion 2\nolder 1 {"sum":3}',
      undefined,
    ]);
  });
});
