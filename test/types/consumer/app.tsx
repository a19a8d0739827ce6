/**
 * An app that has ssecast from its package, compiled by the oldest and the newest TypeScript, with both
 * ways to resolve modules, and without `prom-client`: `npm run check`.
 */
import { defineLive, type EventsOf, typed } from 'ssecast';
import { createSSE } from 'ssecast/channels';
import { createConnection } from 'ssecast/client';
import { sseHandler } from 'ssecast/handler';
import { sendToSession } from 'ssecast/manager';
import { createMetrics } from 'ssecast/metrics';
import { createSSERoute } from 'ssecast/next';
import { createSSEHandler } from 'ssecast/node';
import { createHooks, useSSE } from 'ssecast/react';
import { sessionEmitter } from 'ssecast/sessions';
import { notifyWorkspaceClients } from 'ssecast/workspaces';

interface Metadata {
  name: string;
}

const live = defineLive(
  {
    user: { notice: typed<{ title: string; at: Date }>() },
    'room:[id]': { message: typed<{ text: string }>() },
  },
  { metadata: typed<Metadata>() },
);
declare const user: { id: string; profile: Metadata } | null;

export const { GET } = live.route({
  authorize: async () => user && { userId: user.id, metadata: user.profile },
  allow: { 'room:[id]': ({ id }, who) => who.metadata.name === id },
});
export const route = createSSERoute({
  authorize: (_request: Request) => user && { userId: user.id, metadata: user.profile },
});
export const handler = createSSEHandler({
  authorize: () => ({ userId: 'a', sessionId: undefined }),
});

live.user('a').send('notice', { title: 'a', at: new Date() });
live.channel(`room:${user?.id}`).send('message', { text: 'a' });
sendToSession('a', { event: 'a', data: 1 });
createSSE<EventsOf<typeof live>>().broadcast('room:5', 'message', { text: 'a' });
sseHandler.broadcastEvent('a', { any: 'thing' });
sessionEmitter.emit('a', { type: 'a', data: 1 });
notifyWorkspaceClients('a', { type: 'a' });
export const metrics: Promise<string> = createMetrics().text();

createConnection<EventsOf<typeof live>>().listen({
  eventHandlers: { notice: ({ at }, { id }) => [at.trim(), id.trim()] },
});
const { useLive } = createHooks<typeof live>();
export function Page({ id }: { id?: string }) {
  const { lastEvent } = useLive(id && `room:${id}`, { gap: ({ to }) => to.trim() });
  const { events } = useSSE<EventsOf<typeof live>>({ url: undefined });
  return (
    <p>
      {lastEvent?.data.text} {events.length}
    </p>
  );
}
