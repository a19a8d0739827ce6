/** Compiled, never run: what must be an error is marked, and what is not marked must be none. */
import {
  type BackplaneBroadcaster,
  type Broadcaster,
  createBroadcaster,
  defineLive,
  type EventsOf,
  typed,
} from 'ssecast';
import { type Backplane, memoryBackplane } from 'ssecast/backplane';
import { createSSE } from 'ssecast/channels';
import { SSEHandler } from 'ssecast/handler';
import { initializeSSE } from 'ssecast/manager';
import { createMetrics } from 'ssecast/metrics';
import { createDebugRoute, createSSERoute } from 'ssecast/next';
import { createSSEHandler } from 'ssecast/node';
import { createSessionEmitter } from 'ssecast/sessions';
import { createWorkspaceNotifier } from 'ssecast/workspaces';
import { z } from 'zod';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <Claim extends true>(claim?: Claim) => claim;

interface Published {
  id: string;
  clients: number;
}
const backplane: Backplane = memoryBackplane({ name: 'types' });

// A map of events.
interface Events {
  order: { id: string };
  tick: number;
}
const mapped = createBroadcaster<Events>({ backplane });
const published = mapped.publish('all', { event: 'order', data: { id: 'a' } });
holds<Equal<typeof published, Promise<Published>>>();
const disconnected = mapped.disconnect({ user: 'a' });
holds<Equal<typeof disconnected, Promise<number>>>();
holds<Equal<ReturnType<typeof mapped.accept>, Promise<string | undefined>>>();
holds<Equal<EventsOf<typeof mapped>, Events>>();
// @ts-expect-error the map has no such event
void mapped.publish('all', { event: 'orders', data: { id: 'a' } });
// @ts-expect-error the data of another event
void mapped.publish('all', { event: 'tick', data: { id: 'a' } });
// @ts-expect-error it gives promises
const local: Broadcaster<Events> = mapped;
local.close();

// Without one it is as before.
const none = undefined as Backplane | undefined;
createBroadcaster({ name: 'a' }).publish('all', { event: 'x', data: 1 }).clients.toFixed();
// @ts-expect-error whether there is one decides what publish gives
createBroadcaster({ backplane: none });

// Schemas.
const checked = createBroadcaster({
  backplane,
  backplaneQueue: { age: 5_000, bytes: 1_000_000 },
  onBackplaneError: (error, event, target) => {
    holds<Equal<typeof error, Error>>();
    console.error(event?.event, target, error);
  },
  events: { order: z.object({ id: z.string(), at: z.coerce.date() }) },
});
const stored = checked.publish('all', { event: 'order', data: { id: 'a', at: '2026-11-22' } });
holds<Equal<typeof stored, Promise<Published>>>();
holds<Equal<EventsOf<typeof checked>['order'], { id: string; at: string }>>();
// @ts-expect-error a field is missing
void checked.publish('all', { event: 'order', data: { at: 0 } });
checked.schemas.order.parse({});
// @ts-expect-error an option that there is not
createBroadcaster({ backplane, backplaneQueue: { size: 1 } });

// The front door.
const live = defineLive(
  { 'room:[id]': { said: z.object({ text: z.string() }) }, user: { notice: typed<string>() } },
  { backplane },
);
const said = live.channel('room:1').send('said', { text: 'a' });
holds<Equal<typeof said, Promise<Published>>>();
holds<Equal<ReturnType<ReturnType<typeof live.user>['disconnect']>, Promise<number>>>();
holds<Equal<typeof live.broadcaster, BackplaneBroadcaster>>();
holds<Equal<EventsOf<typeof live, 'room:[id]'>['said'], { text: string }>>();
// @ts-expect-error there is no such event
void live.user('a').send('notices', 'a');
// @ts-expect-error there is no such channel
live.channel('rooms:1');
live.onJoin('room:[id]', ({ id }) => console.info(id.trim()));
live.route({ authorize: () => ({ userId: 'a' }), allow: { 'room:[id]': true } });
const types = defineLive<{ news: { headline: string } }>(undefined, { backplane });
void types.channel('news').send('headline', 'a');
// @ts-expect-error data of another type
void types.channel('news').send('headline', 5);
defineLive({ user: { notice: typed<string>() } })
  .user('a')
  .send('notice', 'a')
  .clients.toFixed();

// Whatever takes a broadcaster takes this one.
const authorize = () => ({ userId: 'a' });
createSSERoute({ authorize, broadcaster: mapped });
createSSEHandler({ authorize, broadcaster: mapped });
createDebugRoute({ authorize: () => true, broadcaster: mapped });
createMetrics([mapped, checked]);
createSessionEmitter({ broadcaster: mapped });
createWorkspaceNotifier({ broadcaster: checked });
new SSEHandler({ broadcaster: mapped });
createSSE({ broadcaster: mapped }).broadcast('a', 'b', 1).toFixed();
createSSE({ backplane }).broadcastAll('b', 1).toFixed();
initializeSSE({ backplane, onBackplaneError: console.error }).sendToUser('a', {
  event: 'b',
  data: 1,
});
