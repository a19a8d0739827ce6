import type { GapData, SSEEvent } from '../../types/events.js';
import type { ConnectionListener } from './connection.js';
import type { Listeners } from './listeners.js';

/** Tells everybody of an event, and of the gap that it tells of. Nobody is hurt by what another throws. */
export function tellEvent(
  listeners: Listeners<ConnectionListener>,
  event: SSEEvent,
  gap: GapData | undefined,
): void {
  listeners.each((listener) => listener.onMessage?.(event));
  listeners.each(({ eventHandlers }) => {
    // Not what every object has: an event may be called `toString`.
    if (!eventHandlers || !Object.hasOwn(eventHandlers, event.event)) return;
    eventHandlers[event.event]?.(event.data, event);
  });
  if (gap) listeners.each((listener) => listener.onGap?.(gap));
}
