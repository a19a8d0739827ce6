/**
 * An app that has ssecast from its package, compiled by the oldest and the newest TypeScript, with both
 * ways to resolve modules, and without `prom-client`, `ioredis` and `redis`: `npm run check`.
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
import { type RedisClient, redisBackplane } from 'ssecast/redis';
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
declare const client: RedisClient;
const shared = defineLive(
  { news: { headline: typed<string>() } },
  { backplane: redisBackplane({ url: 'redis://localhost' }) },
);
export const published: Promise<{ id: string; clients: number }> = shared
  .channel('news')
  .send('headline', 'a');
export const other = redisBackplane({ client, maxLength: 5_000 });
// @ts-expect-error one of url and client
redisBackplane({});
export const metrics: Promise<string> = createMetrics().text();

createConnection<EventsOf<typeof live>>().listen({
  eventHandlers: { notice: ({ at }, { id }) => [at.trim(), id.trim()] },
});
export const wrong = live.route({
  authorize: async (request) => user && { userId: request.url, metadata: user.profile },
  allow: {
    'room:[id]': ({ id }, who) => who.userId.trim() === id,
    // @ts-expect-error it is `room:[id]`
    'rom:[id]':
      // And no other error: the parameters have a type.
      ({ id }, who) => who.userId === id,
  },
});
const { useLive } = createHooks<typeof live>();
export function Wrong() {
  useLive('user', {
    // @ts-expect-error it is `notice`
    notise:
      // And no other error.
      ({ title }) => title,
    notice: ({ title }) => title.trim(),
  });
}
export function Page({ id }: { id?: string }) {
  const { lastEvent } = useLive(id && `room:${id}`, { gap: ({ to }) => to.trim() });
  const { events } = useSSE<EventsOf<typeof live>>({ url: undefined });
  return (
    <p>
      {lastEvent?.data.text} {events.length}
    </p>
  );
}
