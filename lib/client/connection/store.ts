import type { IncomingEvent } from '../../types/events.js';
import type { ConnectionStatus } from '../stream/item.js';
import { createListeners } from '../stream/listeners.js';
import type { AnyEvents, ReceivedEvent } from './typed-events.js';

/** Immutable: a change makes a new snapshot, and a new `events` array if events changed. */
export interface ConnectionSnapshot<Events extends object = AnyEvents> {
  readonly status: ConnectionStatus;
  /** A sentence about what went wrong, until the connection is open again. */
  readonly error: string | null;
  readonly lastEvent: ReceivedEvent<Events> | null;
  /** Oldest first. */
  readonly events: ReceivedEvent<Events>[];
}

export const idleSnapshot: ConnectionSnapshot = Object.freeze({
  status: 'idle',
  error: null,
  lastEvent: null,
  events: [],
});

export interface Store {
  getSnapshot(): ConnectionSnapshot;
  /** @returns ends the subscription */
  subscribe(listener: () => void): () => void;
  update(change: Partial<ConnectionSnapshot>): void;
  /** Takes an event that the snapshot shows from the next `commit()` on: one change for a whole chunk. */
  collect(event: IncomingEvent): void;
  commit(): void;
  /** Forgets all events, collected ones included. */
  clear(): void;
}

/** `first`: what it shows at first; its events are cut to `maxEvents`. */
export function createStore(maxEvents: number, first = idleSnapshot): Store {
  let snapshot =
    first.events.length > maxEvents ? { ...first, events: newest(first.events) } : first;
  let collected: IncomingEvent[] = [];
  const listeners = createListeners<() => void>();

  function newest(events: IncomingEvent[]): IncomingEvent[] {
    return events.slice(Math.max(0, events.length - maxEvents));
  }

  function update(change: Partial<ConnectionSnapshot>): void {
    snapshot = { ...snapshot, ...change };
    listeners.each((listener) => listener());
  }

  return {
    getSnapshot: () => snapshot,
    subscribe: listeners.add,
    update,
    collect: (event) => {
      collected.push(event);
    },
    commit() {
      const lastEvent = collected.at(-1);
      if (!lastEvent) return;
      const events = newest([...snapshot.events, ...collected]);
      collected = [];
      update({ events, lastEvent });
    },
    clear() {
      collected = [];
      update({ events: [], lastEvent: null });
    },
  };
}
