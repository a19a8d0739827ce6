import type { ConnectionSnapshot } from '../client/connection/store.js';
import type { ConnectionStatus } from '../client/stream/item.js';
import type { IncomingEvent } from '../types/events.js';
import { onNextFrame } from './frames.js';

/** What every hook returns about its connection. */
export interface ConnectionState {
  isConnected: boolean;
  /** True for the first attempt and for every later one, including the wait before it. */
  isConnecting: boolean;
  /** A sentence about what went wrong, until the connection is open again. */
  error: string | null;
  status: ConnectionStatus;
}

export interface ConnectionResults extends ConnectionState {
  lastEvent: IncomingEvent | null;
  /** Oldest first. */
  events: IncomingEvent[];
}

/** How each result is read from a snapshot. */
export type Readers<Snapshot, Results> = {
  [Name in keyof Results]: (snapshot: Snapshot) => Results[Name];
};

const readers: Readers<ConnectionSnapshot, ConnectionResults> = {
  isConnected: ({ status }) => status === 'open',
  isConnecting: ({ status }) => status === 'connecting',
  error: ({ error }) => error,
  status: ({ status }) => status,
  lastEvent: ({ lastEvent }) => lastEvent,
  events: ({ events }) => events,
};
/** They may change a thousand times a second, and a screen shows sixty of them. */
const frequent = ['lastEvent', 'events'] as const;

/** Results without the events. They stay tracked. */
export function stateOf(results: ConnectionResults): ConnectionState {
  const { lastEvent, events, ...state } = Object.getOwnPropertyDescriptors(results);
  return Object.defineProperties({}, state) as ConnectionState;
}

/** Which results a component reads: it renders when one of these has changed, and for no other. */
export interface Tracked<Snapshot, Results> {
  /** Changes when the component has to render. */
  version(): number;
  /** @returns ends the subscription */
  subscribe(notify: () => void): () => void;
  /** The snapshot may have changed. */
  check(): void;
  /**
   * Results for one render, each tracked from the first time that it is read.
   * @param rendered the snapshot of this render, until `commit()`
   */
  forRender(rendered: Snapshot): { results: Results; commit(): void };
}

export function trackResults(
  getSnapshot: () => ConnectionSnapshot,
): Tracked<ConnectionSnapshot, ConnectionResults> {
  return trackReads(readers, frequent, getSnapshot);
}

/** @param frequent results that are rendered at most once a frame */
export function trackReads<Snapshot, Results extends object>(
  readers: Readers<Snapshot, Results>,
  frequent: readonly (keyof Results)[],
  getSnapshot: () => Snapshot,
): Tracked<Snapshot, Results> {
  type Name = keyof Results;
  const names = Object.keys(readers) as Name[];
  /** The values that the component shows. */
  const shown = new Map<Name, unknown>();
  let version = 0;
  let notify: (() => void) | undefined;
  let cancel: (() => void) | undefined;

  function render(): void {
    cancel = undefined;
    if (differing().length === 0) return;
    version += 1;
    notify?.();
  }

  function differing(): Name[] {
    const snapshot = getSnapshot();
    return [...shown.keys()].filter((name) => shown.get(name) !== readers[name](snapshot));
  }

  function check(): void {
    const changed = differing();
    if (changed.length === 0) return;
    if (changed.every((name) => frequent.includes(name))) cancel ??= onNextFrame(render);
    else render();
  }

  return {
    version: () => version,
    check,
    subscribe(listener) {
      notify = listener;
      return () => {
        notify = undefined;
        cancel?.();
        cancel = undefined;
      };
    },
    forRender(rendered) {
      const read = new Map<Name, unknown>();
      let isCommitted = false;
      const results = {} as Results;
      for (const name of names) {
        Object.defineProperty(results, name, {
          enumerable: true,
          get() {
            const value = readers[name](isCommitted ? getSnapshot() : rendered);
            if (!read.has(name)) read.set(name, value);
            if (isCommitted && !shown.has(name)) shown.set(name, value);
            return value;
          },
        });
      }
      return {
        results,
        commit() {
          isCommitted = true;
          for (const [name, value] of read) shown.set(name, value);
          // A result that this render did not read: the component shows none, or knows the newest.
          for (const name of shown.keys()) {
            if (!read.has(name)) shown.set(name, readers[name](getSnapshot()));
          }
          check();
        },
      };
    },
  };
}
