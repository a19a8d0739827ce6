/** Compiled, never run: what must be an error is marked, and what is not marked must be none. */
import { type } from 'arktype';
import { type Broadcaster, createBroadcaster, type EventsOf, type JsonOf } from 'ssecast';
import * as v from 'valibot';
import { z } from 'zod';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <Claim extends true>(claim?: Claim) => claim;

// A map of events.
interface Events {
  order: { id: string };
  tick: number;
}
const mapped = createBroadcaster<Events>({ name: 'mapped' });
mapped.publish('all', { event: 'order', data: { id: 'a' } });
mapped.publish({ user: ['a', 'b'] }, { event: 'tick', data: 1, id: 5, retry: 1_000, key: 'k' });
// @ts-expect-error the map has no such event
mapped.publish('all', { event: 'orders', data: { id: 'a' } });
// @ts-expect-error the data of another event
mapped.publish('all', { event: 'tick', data: { id: 'a' } });
// @ts-expect-error data is missing
mapped.publish('all', { event: 'order' });
holds<Equal<EventsOf<typeof mapped>, Events>>();

// No types at all.
createBroadcaster().publish('all', { event: 'anything', data: new Date() });
createBroadcaster({ name: 'a', events: undefined }).publish('all', { event: 'x', data: 1 });
holds<Equal<EventsOf<Broadcaster>, Record<string, unknown>>>();

// Schemas of three libraries, and one with versions.
const live = createBroadcaster({
  name: 'live',
  events: {
    order: z.object({ id: z.string(), at: z.coerce.date(), count: z.number().default(1) }),
    note: v.object({ text: v.pipe(v.string(), v.trim()) }),
    task: type({ done: 'number', 'title?': 'string' }),
    item: {
      schema: z.object({ title: z.string(), price: z.coerce.number() }),
      version: 3,
      older: {
        1: (data) => ({ name: data.title, price: data.price.toFixed(2) }),
        2: { convert: ({ title }) => ({ name: title }), schema: z.object({ name: z.string() }) },
      },
    },
  },
});

// What the schema takes.
live.publish('all', { event: 'order', data: { id: 'a', at: '2026-11-21' } });
live.publish('all', { event: 'note', data: { text: 'a' } });
live.publish('all', { event: 'task', data: { done: 1 } });
live.publish('all', { event: 'item', data: { title: 'a', price: '5' } });
// @ts-expect-error there is no schema of that name
live.publish('all', { event: 'orders', data: { id: 'a' } });
// @ts-expect-error a field is missing (zod)
live.publish('all', { event: 'order', data: { at: 0 } });
// @ts-expect-error a field of another type (valibot)
live.publish('all', { event: 'note', data: { text: 5 } });
// @ts-expect-error a field of another type (arktype)
live.publish('all', { event: 'task', data: { done: 'yes' } });
// @ts-expect-error the data of an older version
live.publish('all', { event: 'item', data: { name: 'a', price: 1 } });

// What a page gets: out of the schema, and through JSON.
type Received = EventsOf<typeof live>;
holds<Equal<keyof Received, 'order' | 'note' | 'task' | 'item'>>();
holds<Equal<Received['order'], { id: string; at: string; count: number }>>();
holds<Equal<Received['note'], { text: string }>>();
holds<Equal<Received['task'], { done: number; title?: string }>>();
holds<Equal<Received['item'], { title: string; price: number }>>();

// A broadcaster with types takes its own events only; what has no types of events takes any broadcaster.
type Untyped = Omit<Broadcaster, 'publish'>;
const some: Untyped = mapped;
const other: Untyped = live;
some.disconnect({ user: 'a' });
other.close();
// @ts-expect-error it would publish any event
const anything: Broadcaster = mapped;
anything.close();
// @ts-expect-error schemas cannot be exchanged
live.schemas.note = null as never;

// @ts-expect-error a version is a number
createBroadcaster({ events: { item: { schema: z.string(), version: '2' } } });
// @ts-expect-error no schema
createBroadcaster({ events: { item: { id: 'string' } } });
createBroadcaster({
  events: {
    // @ts-expect-error the newest data has no such field
    item: { schema: z.object({ title: z.string() }), version: 2, older: { 1: (d) => d.name } },
  },
});
// @ts-expect-error an option that there is not
createBroadcaster({ heartbeat: 5 });
// @ts-expect-error an option that there is not, beside schemas
createBroadcaster({ events: { note: v.string() }, heartbeat: 5 });

// JSON.
holds<Equal<JsonOf<{ at: Date; by?: Date }>, { at: string; by?: string }>>();
holds<Equal<JsonOf<{ run(): void; id: 1; [Symbol.iterator]: 1 }>, { id: 1 }>>();
holds<Equal<JsonOf<[Date, () => void, undefined]>, [string, null, null]>>();
holds<Equal<JsonOf<readonly Date[]>, readonly string[]>>();
holds<Equal<JsonOf<Map<string, number>>['size'], number>>();
holds<Equal<JsonOf<bigint>, never>>();
holds<Equal<JsonOf<unknown>, unknown>>();
// biome-ignore lint/suspicious/noExplicitAny: any stays any
holds<Equal<JsonOf<{ any: any }>, { any: any }>>();
