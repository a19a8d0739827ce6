import { type Claims, createClaims } from '../channels/claims.js';
import type { ConnectionSettings } from '../options/options.js';
import { checkChannels } from '../options/resolve-options.js';
import type { Source } from '../source/source.js';
import type { EventItem, Item } from '../stream/item.js';
import { createListeners } from '../stream/listeners.js';
import { createPlace } from '../stream/place.js';
import type { Connection, ConnectionListener } from './connection.js';
import { once } from './once.js';
import { createProjection } from './projection.js';
import { createReach, type Reach } from './reach.js';
import { type ConnectionSnapshot, createStore } from './store.js';

/** A share in a connection. */
export interface Lease<Held = Connection> {
  readonly connection: Held;
  /** Gives the share back; the last one closes the connection. Later calls do nothing. */
  release(): void;
}

/** A reader's place in a stream, for another view that goes on from there. */
export interface Rest {
  /** The id up to which the reader has everything. */
  cursor: string;
  snapshot: ConnectionSnapshot;
  /** Up to where it has the channels that no stream brings it yet. */
  ends: Reach['ends'];
}

/** A connection as one reader sees it, though the source may have other readers at other places. */
export interface View extends Connection {
  /** Reads until the lease is released; held again, it goes on where it was. */
  hold(): Lease<View>;
  /** Connects if the source never has; a connection that waits, or that has ended, stays as it is. */
  start(): void;
  /** Where this reader is, in the middle of a chunk, too. */
  place(): Rest;
}

/**
 * Every event after `settings.cursor`, each once and in order, out of a source that may have begun
 * earlier, that may have gone further, or that has not come so far.
 *
 * @param acquire returns a source that has everything after a position
 * @param rest of a view that this one goes on from
 */
export function createView(
  settings: ConnectionSettings,
  acquire: (position: string) => Lease<Source>,
  rest?: Rest,
): View {
  const store = createStore(settings.maxEvents, rest?.snapshot);
  const listeners = createListeners<ConnectionListener>();
  const project = createProjection(store, listeners);
  const place = createPlace(settings.cursor);
  const reach = createReach(settings.cursor, rest?.ends);
  let held: { source: Source; claims: Claims; end(): void } | undefined;
  /** Events that the source had in memory, until the listeners have them. */
  let backlog: EventItem[] = [];
  let holders = 0;
  reach.join(settings.channels);

  function attach(): void {
    const { connection: source, release } = acquire(place.cursor());
    const claims = createClaims(source, reach.all());
    backlog = source.since(place.cursor()) ?? [];
    place.attach(source.cursor());
    function take(item: Item): void {
      if (held === own && backlog.length > 0) takeBacklog();
      // A listener may have ended this reading, and begun another one.
      if (held === own) takeOne(item);
    }
    const ends = [source.read({ take, flush: store.commit }), claims.release, release];
    const own = { source, claims, end: () => ends.forEach((end) => void end()) };
    held = own;
    const { status, error } = store.getSnapshot();
    const state = source.state();
    if (state.status !== status || state.error !== error) store.update(state);
    // Not at once: the holder of a lease adds its listeners next.
    queueMicrotask(takeBacklog);
  }

  function detach(): void {
    backlog = [];
    reach.stop(place.cursor());
    held?.end();
    held = undefined;
    store.commit();
  }

  function takeBacklog(): void {
    // The source may bring some of the channels already, from a place after ours.
    for (const item of held ? reach.meet(held.source.joins()) : []) takeOne(item);
    while (held) {
      const item = backlog.shift();
      if (!item) break;
      takeOne(item);
    }
    store.commit();
  }

  function takeOne(item: Item): void {
    const taken = place.take(item);
    if (taken === 'lost') {
      // Another source has everything after our place; this one may have it or not.
      detach();
      attach();
      held?.source.start();
    } else if (taken) project(reach.take(taken, place.cursor()));
  }

  const view: View = {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    listen: listeners.add,
    clearEvents: store.clear,
    place() {
      store.commit();
      return { cursor: place.cursor(), snapshot: store.getSnapshot(), ends: reach.ends };
    },
    start: () => held?.source.start(),
    connect: () => held?.source.connect(),
    disconnect: () => held?.source.disconnect(),
    reconnect: () => held?.source.reconnect(),
    join(...channels) {
      checkChannels(channels);
      reach.join(channels);
      held?.claims.join(...channels);
      queueMicrotask(takeBacklog);
    },
    leave(...channels) {
      reach.leave(channels, held !== undefined);
      held?.claims.leave(...channels);
    },
    hold() {
      holders += 1;
      if (holders === 1) attach();
      const release = once(() => {
        holders -= 1;
        if (holders === 0) detach();
      });
      return { connection: view, release };
    },
  };
  return view;
}
