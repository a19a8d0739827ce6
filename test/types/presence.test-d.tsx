/** Compiled, never run: what must be an error is marked, and what is not marked must be none. */
import { createBroadcaster, defineLive, type Member, typed } from 'ssecast';
import { createPresence } from 'ssecast/react';
import type { live } from './shop.js';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <Claim extends true>(claim?: Claim) => claim;
declare const id: string;
declare const initial: Member<{ name: string }>[];

const { usePresence } = createPresence<typeof live>({ tabs: 'shared' });

export function Members({ roomId }: { roomId?: string }) {
  const { members, count, isConnected, error, reconnect } = usePresence(`room:${id}`, { initial });
  holds<Equal<typeof members, readonly Member<{ name: string }>[]>>();
  holds<Equal<[typeof count, typeof error], [number, string | null]>>();
  usePresence('room:lobby', { onError: ({ message }) => message.trim() });
  usePresence(roomId && (`room:${roomId}` as const));
  // @ts-expect-error: a channel without members
  usePresence('orders');
  // @ts-expect-error: misspelt
  usePresence(`rom:${id}`);
  // @ts-expect-error: metadata of another kind
  usePresence('room:lobby', { initial: [{ userId: id, metadata: { title: id } }] });
  return (
    <button type="button" onClick={reconnect}>
      {isConnected && members.map(({ metadata }) => metadata.name).join()}
    </button>
  );
}

// On the server, after JSON.
const channels = { 'room:[id]': { said: typed<string>() }, orders: { order: typed<string>() } };
const options = {
  metadata: typed<{ name: string; since: Date }>(),
} as const;
const room = defineLive(channels, {
  ...options,
  presence: { channels: ['room:[id]'], grace: 1_000 },
});
holds<
  Equal<Awaited<ReturnType<typeof room.presence>>, Member<{ name: string; since: string }>[]>
>();
room.presence(`room:${id}`);
// @ts-expect-error: a channel without members
room.presence('orders');
// @ts-expect-error: misspelt
defineLive(channels, { presence: { channels: ['rooms:[id]'] } });
// @ts-expect-error: a user is no channel
defineLive({ ...channels, user: {} }, { presence: { channels: ['user'] } });

// None are named: no channel has members.
const none = defineLive(channels, options);
// @ts-expect-error: none
none.presence('orders');

// Types alone.
const plain = defineLive<{ orders: { order: string } }>(undefined, {
  presence: { channels: ['orders'] },
});
plain.presence('orders').then(([first]) => first?.metadata.name);
// @ts-expect-error: misspelt
defineLive<{ orders: { order: string } }>(undefined, { presence: { channels: ['order'] } });

const names = createBroadcaster({ presence: { channels: ['room'], grace: 0 } }).presence('room:5');
holds<Equal<Awaited<typeof names>, Member[]>>();
