/**
 * What an editor shows over a name: `npm run check` compares it. A comment says what is
 * shown over that name in the next line.
 */
import { createBroadcaster, type EventsOf } from 'ssecast';
import { createHooks, useSSE } from 'ssecast/react';
import { live } from '../shop.js';

const { useLive } = createHooks<typeof live>();
const mapped = createBroadcaster<{
  order: { id: string; at: Date; lines: { price: bigint | Date }[] };
}>();

export function Shown({ id }: { id: string }) {
  useLive('orders', {
    // hover order: { id: string; at: string; }
    order: (order) => order.id,
    // hover removed: string
    removed: (removed) => removed,
    // hover gap: GapData
    gap: (gap) => gap.to,
  });
  // hover lastEvent: IncomingEvent<{ text: string; }, "message"> | null
  const { lastEvent } = useLive(`room:${id}`);
  // hover said: { text: string; } | undefined
  const said = lastEvent?.data;
  useSSE<EventsOf<typeof mapped>>({
    // hover order: { id: string; at: string; lines: { price: string; }[]; }
    eventHandlers: { order: (order) => order.id },
  });
  return said?.text;
}

live.onJoin(
  'room:[id]',
  // hover params: { id: string; }
  (params, client) => {
    // hover metadata: { name: string; } | undefined
    const { metadata } = client;
    console.log(params.id, metadata?.name);
  },
);

// hover sent: Published
export const sent = live.channel('orders').send('removed', 'a');
