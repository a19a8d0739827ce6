/** Compiled, never run: what must be an error is marked, and what is not marked must be none. */
import { createHooks } from 'ssecast/react';
import type { live } from './shop.js';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <Claim extends true>(claim?: Claim) => claim;

const { useLive } = createHooks<typeof live>({ tabs: 'shared' });

export function Orders({ id, cursor }: { id?: string; cursor: string }) {
  useLive('orders', {
    order: (order, event) => {
      holds<Equal<typeof order, { id: string; at: string }>>();
      holds<Equal<typeof event.id, string>>();
      holds<Equal<typeof event.data, { id: string; at: string }>>();
    },
    removed: (id) => id.trim(),
    gap: ({ from, to }) => holds<Equal<[typeof from, typeof to], [string | null, string]>>(),
    connected: ({ clientId }) => clientId.trim(),
  });
  useLive('user', { notice: ({ title }) => title.trim() }, { cursor });
  useLive('session', { 'item-added': ({ text }) => text.trim() });
  useLive('all', { deployed: ({ at }) => holds<Equal<typeof at, string>>() });
  useLive(`room:${id}:typing`, { typing: ({ who }) => who.trim() });
  useLive('room:lobby', { opened: (is) => holds<Equal<typeof is, boolean>>() });
  const { lastEvent, isConnected, error, reconnect } = useLive(id ? (`room:${id}` as const) : null);
  holds<Equal<[typeof isConnected, typeof error], [boolean, string | null]>>();
  const said = useLive('orders').lastEvent;
  if (said?.event === 'order') said.data.at.trim();
  lastEvent?.data.text.trim();
  return (
    <button type="button" onClick={reconnect}>
      {lastEvent?.id}
    </button>
  );
}
