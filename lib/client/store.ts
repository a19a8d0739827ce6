import type { SSEEvent } from '../../types/events.js';

/**
 * `idle`: never connected. `connecting`: the first attempt, or any later one including the wait
 * before it. `closed`: by `disconnect()`, by the server for good, or given up.
 */
export type ConnectionStatus = 'idle' | 'connecting' | 'open' | 'closed';

/** Immutable: a change makes a new snapshot, and a new `events` array if events changed. */
export interface Snapshot {
  readonly status: ConnectionStatus;
  /** A sentence about what went wrong, until the connection is open again. */
  readonly error: string | null;
  readonly lastEvent: SSEEvent | null;
  /** Oldest first. */
  readonly events: SSEEvent[];
}

export const idleSnapshot: Snapshot = Object.freeze({
  status: 'idle',
  error: null,
  lastEvent: null,
  events: [],
});

export interface Store {
  getSnapshot(): Snapshot;
  /** @returns ends the subscription */
  subscribe(listener: () => void): () => void;
  update(change: Partial<Snapshot>): void;
  /** Takes an event that the snapshot shows from the next `commit()` on: one change for a whole chunk. */
  collect(event: SSEEvent): void;
  commit(): void;
  /** Forgets all events, collected ones included. */
  clear(): void;
}

export function createStore(maxEvents: number): Store {
  let snapshot = idleSnapshot;
  let collected: SSEEvent[] = [];
  const listeners = new Set<() => void>();

  const update = (change: Partial<Snapshot>) => {
    snapshot = { ...snapshot, ...change };
    for (const listener of [...listeners]) listener();
  };

  return {
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    update,
    collect: (event) => {
      collected.push(event);
    },
    commit() {
      const lastEvent = collected.at(-1);
      if (!lastEvent) return;
      const all = [...snapshot.events, ...collected];
      collected = [];
      update({ events: all.slice(Math.max(0, all.length - maxEvents)), lastEvent });
    },
    clear() {
      collected = [];
      update({ events: [], lastEvent: null });
    },
  };
}
