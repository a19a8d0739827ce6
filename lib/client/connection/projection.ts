import type { EventItem, Item, StatusItem } from '../stream/item.js';
import type { Listeners } from '../stream/listeners.js';
import type { ConnectionListener } from './connection.js';
import { SSEErrorEvent } from './error-event.js';
import type { Store } from './store.js';

type Callbacks = Required<Omit<ConnectionListener, 'eventHandlers'>>;

/** The edge of the client. @returns calls the listeners, and changes the store, as an item says */
export function createProjection(
  store: Store,
  listeners: Listeners<ConnectionListener>,
): (item: Item) => void {
  function call<Name extends keyof Callbacks>(
    name: Name,
    ...args: Parameters<NonNullable<Callbacks[Name]>>
  ): void {
    listeners.each((listener) =>
      (listener[name] as ((...given: unknown[]) => void) | undefined)?.(...args),
    );
  }

  function showStatus({ status, error }: StatusItem): void {
    const before = store.getSnapshot().status;
    store.update({ status, error });
    if (status === before) return;
    if (status === 'open') call('onOpen');
    else if (status === 'closed' || before === 'open') call('onClose');
  }

  function deliver({ event, gap }: EventItem): void {
    store.collect(event);
    // A listener that leaves in `onMessage` takes the whole event with it.
    listeners.each(
      ({ onMessage }) => onMessage?.(event),
      ({ eventHandlers }) => {
        // Only own properties: an event may be called `toString`.
        if (eventHandlers && Object.hasOwn(eventHandlers, event.event)) {
          eventHandlers[event.event]?.(event.data, event);
        }
      },
      ({ onGap }) => gap && onGap?.(gap),
    );
  }

  return (item) => {
    if (item.kind === 'event') deliver(item);
    else if (item.kind === 'status') showStatus(item);
    else if (item.kind === 'joined') {
      if (!item.isFirst) call('onJoined', item.channel, item.cursor);
      if (item.gap) call('onGap', item.gap);
    } else if (item.kind === 'outdated') call('onOutdated', item.outdated);
    else if (item.kind === 'fault') {
      call('onError', new SSEErrorEvent(item.failure, item.message, item.final));
    }
  };
}
