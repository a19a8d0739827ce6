import type { EventItem, Item, StatusItem } from '../stream/item.js';
import type { Listeners } from '../stream/listeners.js';
import type { ConnectionListener } from './connection.js';
import { SSEErrorEvent } from './error-event.js';
import type { Store } from './store.js';

/** The edge of the client. @returns calls the listeners, and changes the store, as an item says */
export function createProjection(
  store: Store,
  listeners: Listeners<ConnectionListener>,
): (item: Item) => void {
  function showStatus({ status, error }: StatusItem): void {
    const before = store.getSnapshot().status;
    store.update({ status, error });
    if (status === before) return;
    if (status === 'open') listeners.each((listener) => listener.onOpen?.());
    else if (status === 'closed' || before === 'open') {
      listeners.each((listener) => listener.onClose?.());
    }
  }

  function callHandlers({ event, gap }: EventItem): void {
    store.collect(event);
    listeners.each((listener) => listener.onMessage?.(event));
    listeners.each(({ eventHandlers }) => {
      // Only own properties: an event may be called `toString`.
      if (!eventHandlers || !Object.hasOwn(eventHandlers, event.event)) return;
      eventHandlers[event.event]?.(event.data, event);
    });
    if (gap) listeners.each((listener) => listener.onGap?.(gap));
  }

  return (item) => {
    switch (item.kind) {
      case 'event':
        callHandlers(item);
        break;
      case 'status':
        showStatus(item);
        break;
      case 'fault': {
        const error = new SSEErrorEvent(item.failure, item.message, item.final);
        listeners.each((listener) => listener.onError?.(error));
        break;
      }
      case 'joined':
        listeners.each((listener) => listener.onJoined?.(item.channel, item.cursor));
        break;
      case 'outdated':
        listeners.each((listener) => listener.onOutdated?.(item.outdated));
    }
  };
}
