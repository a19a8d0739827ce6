import type { GapData, SSEEvent } from '../../types/events.js';
import { type Claims, createClaims, createCounts } from './claims.js';
import type { Connection, ConnectionListener } from './connection.js';
import { compareIds } from './event-id.js';
import { connectedOf } from './gap.js';
import { createListeners } from './listeners.js';
import { type ConnectionOptions, checkChannels, resolveOptions } from './options.js';
import type { Source } from './source.js';
import { createStore, idleSnapshot, type Snapshot } from './store.js';
import { tellEvent } from './tell.js';

/** A share in a connection. */
export interface Lease<Held extends Connection = Connection> {
  readonly connection: Held;
  /** Gives the share back; the last one closes the connection. Later calls do nothing. */
  release(): void;
}

/** A connection of its own for whoever looks at it, though it shares the stream with others. */
export interface View extends Connection {
  /** Takes part in a stream until the lease is released; held again, it goes on where it was. */
  hold(): Lease;
}

/**
 * Every event after `options.cursor`, each once and in order, out of a stream that may have begun
 * earlier, that may have gone further, or that has not got there yet.
 *
 * @param acquire gives a source that can vouch for everything after a position
 * @param shown what to show until it is held
 * @throws InvalidOptionError
 */
export function createView(
  options: ConnectionOptions,
  acquire: (position: string) => Lease<Source>,
  { status, error }: Pick<Snapshot, 'status' | 'error'> = idleSnapshot,
): View {
  const settings = resolveOptions(options);
  const store = createStore(settings.maxEvents);
  const listeners = createListeners<ConnectionListener>();
  const wanted = createCounts();
  wanted.add(settings.channels);
  let claims: Claims | undefined;
  store.update({ status, error });
  let position = settings.cursor;
  /** The stream has not reached `position`: what comes until then is part of what the page has. */
  let isAhead = false;
  /** What the source had in memory, until it has been told. */
  let backlog: SSEEvent[] = [];
  let source: Source | undefined;
  let leave: (() => void) | undefined;
  let holders = 0;

  function attach(): void {
    const { connection, release } = acquire(position);
    source = connection;
    const own = createClaims(connection, wanted.all());
    claims = own;
    backlog = connection.since(position) ?? [];
    isAhead = (compareIds(position, connection.cursor()) ?? 0) > 0;
    const ends = [
      connection.subscribe(mirror),
      connection.listen({
        onOpen: () => listeners.each((listener) => listener.onOpen?.()),
        onClose: () => listeners.each((listener) => listener.onClose?.()),
        onError: (error) => listeners.each((listener) => listener.onError?.(error)),
        onEvent: receive,
        onCursor: advance,
        onChunkEnd: store.commit,
        onRewind: () => {
          isAhead = true;
        },
        onJoined: (channel, cursor) => listeners.each((each) => each.onJoined?.(channel, cursor)),
        onOutdated: (outdated) => listeners.each((listener) => listener.onOutdated?.(outdated)),
      }),
      own.release,
      release,
    ];
    leave = () => {
      for (const end of ends) end();
    };
    mirror();
    // Not at once: who holds a view adds its listeners next.
    if (backlog.length > 0) queueMicrotask(tellBacklog);
  }

  function detach(): void {
    backlog = [];
    leave?.();
    leave = undefined;
    claims = undefined;
    source = undefined;
    store.commit();
  }

  function mirror(): void {
    if (!source) return;
    const { status, error } = source.getSnapshot();
    const shown = store.getSnapshot();
    if (status !== shown.status || error !== shown.error) store.update({ status, error });
  }

  function tellBacklog(): void {
    while (source) {
      const event = backlog.shift();
      if (!event) break;
      tellNext(event, undefined);
    }
    store.commit();
  }

  /** A heartbeat: what the stream had up to here was not for us. */
  function advance(cursor: string): void {
    if (backlog.length > 0) tellBacklog();
    if (!source || (isAhead && (compareIds(cursor, position) ?? -1) < 0)) return;
    isAhead = false;
    position = cursor;
  }

  function receive(event: SSEEvent, gap: GapData | undefined): void {
    if (backlog.length > 0) tellBacklog();
    if (!source) return;
    if (!isAhead) {
      tellNext(event, gap);
      return;
    }
    const missing = gap && { from: position, to: gap.to };
    const connected = connectedOf(event);
    if (!connected) {
      const order = compareIds(event.id, position);
      if (order === undefined) move();
      else if (order > 0) tellNext(event, missing);
    } else if (connected.resumed === true || event.id === position) {
      // What the source has missed before `position`, the page has.
      tell(event, undefined);
    } else {
      // Not where the stream was: the server is beyond `position`, or counts anew below it.
      tellNext(event, missing);
    }
  }

  /** An event came whose id does not tell whether it is before or after `position`. */
  function move(): void {
    detach();
    attach();
    source?.connect();
  }

  function tellNext(event: SSEEvent, gap: GapData | undefined): void {
    isAhead = false;
    position = event.id ?? position;
    tell(event, gap);
  }

  function tell(event: SSEEvent, gap: GapData | undefined): void {
    store.collect(event);
    tellEvent(listeners, event, gap);
  }

  const view: View = {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    listen: listeners.add,
    connect: () => source?.connect(),
    disconnect: () => source?.disconnect(),
    reconnect: () => source?.reconnect(),
    clearEvents: store.clear,
    join(...channels) {
      checkChannels(channels);
      wanted.add(channels);
      claims?.join(...channels);
    },
    leave(...channels) {
      wanted.remove(channels);
      claims?.leave(...channels);
    },
    hold() {
      holders += 1;
      if (holders === 1) attach();
      let isHeld = true;
      return {
        connection: view,
        release() {
          if (!isHeld) return;
          isHeld = false;
          holders -= 1;
          if (holders === 0) detach();
        },
      };
    },
  };
  return view;
}
