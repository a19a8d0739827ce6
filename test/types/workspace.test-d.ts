/** Compiled, never run. Document 3, Event Types. */
import { createBroadcaster } from 'ssecast';
import { createWorkspaceNotifier, notifyWorkspaceClients } from 'ssecast/workspaces';
import { z } from 'zod';

interface Channel {
  id: string;
  name: string;
  createdAt: Date;
}

type WorkspaceEvent =
  | { type: 'CHANNEL_UPDATED'; channel: Channel }
  | { type: 'CHANNEL_DELETED'; channelId: string; generalChannelId: string }
  | { type: 'connected' };

const channel: Channel = { id: 'c', name: 'general', createdAt: new Date() };

// As the document has it: any event.
const reached: number = notifyWorkspaceClients('w', { type: 'CHANNEL_UPDATED', channel });
notifyWorkspaceClients('w', { anything: reached });
// @ts-expect-error the id of a workspace is a string
notifyWorkspaceClients(5, { type: 'CHANNEL_UPDATED', channel });

// By the union.
const notify = createWorkspaceNotifier<WorkspaceEvent>({ broadcaster: createBroadcaster() });
notify('w', { type: 'CHANNEL_UPDATED', channel });
notify('w', { type: 'CHANNEL_DELETED', channelId: 'c', generalChannelId: 'g' });
// @ts-expect-error the union has no such type
notify('w', { type: 'CHANNEL_RENAMED', channel });
// @ts-expect-error the fields of another type
notify('w', { type: 'CHANNEL_DELETED', channel });
// @ts-expect-error ssecast sends it itself
notify('w', { type: 'connected' });
// @ts-expect-error events are told apart by their type
createWorkspaceNotifier<{ name: string }>();

createWorkspaceNotifier<WorkspaceEvent>({
  version: 2,
  older: {
    1: (event) => (event.type === 'CHANNEL_UPDATED' ? event.channel.name : event.channelId),
  },
});
createWorkspaceNotifier<WorkspaceEvent>({
  version: 2,
  // @ts-expect-error only one of them has a channel
  older: { 1: (event) => event.channel.name },
});

// By a schema of the union.
const byschema = createWorkspaceNotifier({
  schema: z.discriminatedUnion('type', [
    z.object({ type: z.literal('CHANNEL_UPDATED'), at: z.coerce.date() }),
    z.object({ type: z.literal('CHANNEL_DELETED'), channelId: z.string() }),
  ]),
  version: 2,
  older: {
    1: (event) => (event.type === 'CHANNEL_UPDATED' ? event.at.getTime() : event.channelId),
  },
});
byschema('w', { type: 'CHANNEL_UPDATED', at: '2026-11-21' });
// @ts-expect-error the fields of another type
byschema('w', { type: 'CHANNEL_DELETED', at: 1 });
// @ts-expect-error a schema of events without a type
createWorkspaceNotifier({ schema: z.object({ name: z.string() }) });
