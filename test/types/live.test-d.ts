/** Compiled, never run: what must be an error is marked, and what is not marked must be none. */
import { defineLive, type EventsOf, typed } from 'ssecast';
import { live } from './shop.js';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <Claim extends true>(claim?: Claim) => claim;

interface User {
  id: string;
  name: string;
}
declare function currentUser(request: Request): Promise<User | null>;
declare function isMember(userId: string, roomId: string): Promise<boolean>;
declare const id: string;

export const { GET, POST, OPTIONS } = live.route({
  authorize: async (request) => {
    const user = await currentUser(request);
    return user && { userId: user.id, metadata: { name: user.name } };
  },
  allow: {
    orders: true,
    'room:[id]': ({ id }, who) => isMember(who.userId, id),
    'room:[id]:typing': ({ id }, who, request) =>
      request.method === 'GET' && who.metadata.name === id,
    'room:lobby': false,
  },
});

live.user(id).send('notice', { title: 'a' });
live.session(id).send('item-added', { text: 'a' });
live.all.send('deployed', { version: '1', at: new Date() });
live.channel('orders').send('order', { id: 'a', at: new Date() }, { key: 'a' });
live.channel('orders').send('removed', 'a');
live.channel('room:lobby').send('opened', true);
live.channel(`room:${id}:typing`).send('typing', { who: id });
const { id: sent, clients } = live.channel(`room:${id}`).send('message', { text: 'a' });
holds<Equal<[typeof sent, typeof clients], [string, number]>>();
const shown = live.channel('orders').snapshot(() => [1]);
holds<Equal<Awaited<typeof shown>, { data: number[]; cursor: string }>>();
live.user(id).disconnect();
live.onJoin('room:[id]', ({ id }, { userId, metadata }) => {
  holds<Equal<[typeof id, typeof userId], [string, string | undefined]>>();
  holds<Equal<typeof metadata, { name: string } | undefined>>();
});
holds<Equal<ReturnType<typeof live.clients>[number]['metadata'], { name: string } | undefined>>();

// A relay.
export function relay<Name extends keyof Sent>(name: Name, data: Sent[Name]) {
  live.channel('orders').send(name, data);
}
type Sent = { order: { id: string; at: unknown }; removed: string };

// What a page receives.
type Received = EventsOf<typeof live>;
holds<Equal<Received['order'], { id: string; at: string }>>();
holds<Equal<Received['deployed'], { version: string; at: string }>>();
holds<Equal<keyof EventsOf<typeof live, 'orders'>, 'order' | 'removed'>>();
holds<Equal<EventsOf<typeof live, 'room:[id]'>['message'], { text: string }>>();

// Types alone.
interface Channels {
  orders: { order: { id: string; at: Date } };
  'room:[id]': { message: string };
}
const plain = defineLive<Channels, { name: string }>(undefined, { name: 'plain' });
plain.channel(`room:${id}`).send('message', 'a');
plain.channel('orders').send('order', { id, at: new Date() });
holds<Equal<EventsOf<typeof plain>['order'], { id: string; at: string }>>();
plain.route({
  authorize: (_request: Request) => ({ userId: id, metadata: { name: id } }),
  allow: { orders: true, 'room:[id]': ({ id }) => id === 'a' },
});

// Without metadata of its own, and without channels that pages ask for.
const small = defineLive({ user: { notice: typed<string>() } });
small.route({ authorize: () => ({ userId: id, metadata: { any: 1 } as User & { any: number } }) });
small.user(id).send('notice', 'a');
small.handler({ authorize: (request) => ({ userId: String(request.headers.cookie) }) });
