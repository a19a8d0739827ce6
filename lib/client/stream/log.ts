import { compareIds, millisecondsOf } from './event-id.js';
import { connectedOf, gapOf } from './gap.js';
import type { CursorItem, EventItem } from './item.js';

/**
 * Milliseconds that a position may be ahead of the stream. Heartbeats move an idle stream on twice a
 * minute; a position further ahead may be of another server, which only the server can decide.
 */
const longestLead = 60_000;

/**
 * The newest events of a stream: a reader that joins at a position within it misses nothing. It
 * holds all events after some id, `start`; those that came before `start` are forgotten.
 */
export interface Log {
  /** The next request resumes here. Empty: it begins with the next event. */
  cursor(): string;
  /** Takes events and cursors in the order of the stream. */
  add(item: EventItem | CursorItem): void;
  /** The events after `position`; undefined when some of them may be missing. */
  since(position: string): EventItem[] | undefined;
  /** Before anything came: begins at `position`, if that is older. @returns whether */
  rewind(position: string): boolean;
  /** The channels that the stream brings, with the position from which it brings each. */
  readonly joins: Map<string, string>;
  /** The same content, for a stream that continues this one. */
  copy(): Log;
}

interface State {
  cursor: string;
  /** All events after this cursor are in `entries` or still to come; undefined: of none. */
  start: string | undefined;
  entries: EventItem[];
  /** From this entry on the ids have an order, after the id `floor`. */
  ordered: number;
  floor: string | undefined;
  joins: Map<string, string>;
}

/** `cursor`: where the first request begins. `limit`: events in memory at most. */
export function createLog(cursor: string, limit: number): Log {
  const joins = new Map<string, string>();
  return logOf({ cursor, start: cursor, entries: [], ordered: 0, floor: cursor, joins }, limit);
}

function logOf(state: State, limit: number): Log {
  function restart(id: string | undefined): void {
    state.start = id;
    state.entries = [];
    state.ordered = 0;
    state.floor = id;
  }

  /** Positions before this event, or after the last entry, cannot be compared. */
  function reorder(id: string | undefined, entries: number): void {
    state.ordered = entries;
    state.floor = id;
  }

  function addEvent(item: EventItem): void {
    const { entries } = state;
    const { event } = item;
    const connected = connectedOf(event);
    if (item.gap || gapOf(event) || (connected && connected.resumed !== true)) {
      restart(event.id);
      return;
    }
    if (connected) {
      // A history that goes on from the former one may not know all of its ids.
      if (compareIds(state.floor, event.id ?? state.floor) === undefined) {
        reorder(event.id, entries.length);
      }
      return;
    }
    const last = entries.length > state.ordered ? entries.at(-1)?.event.id : state.floor;
    entries.push(item);
    // An id below the last one is of a server that counts anew.
    if ((compareIds(event.id, last) ?? 0) <= 0) reorder(event.id, entries.length);
    while (entries.length > limit) {
      const forgotten = entries.shift();
      state.start = forgotten?.cursor;
      if (state.ordered > 0) state.ordered -= 1;
      else state.floor = forgotten?.event.id;
    }
  }

  return {
    cursor: () => state.cursor,
    add(item) {
      state.cursor = item.cursor;
      if (item.kind === 'event') addEvent(item);
      // The next request does not continue this stream.
      else if (item.cursor === '') restart(undefined);
    },
    since(position) {
      const { cursor, start, entries, ordered, floor } = state;
      if (position === cursor) return [];
      const last = entries.findLastIndex((entry) => entry.cursor === position);
      if (last >= 0 || (position !== '' && position === start)) return entries.slice(last + 1);
      const order = compareIds(position, floor);
      if (order === undefined || order < 0 || lead(position, cursor) > longestLead) {
        return undefined;
      }
      return entries
        .slice(ordered)
        .filter(({ event }) => (compareIds(event.id, position) ?? 0) > 0);
    },
    rewind(position) {
      const { cursor } = state;
      // Not much older: the server may have forgotten it, which would be a gap for all readers.
      const isOlder =
        (compareIds(position, cursor) ?? 0) < 0 && lead(cursor, position) <= longestLead;
      if (cursor !== '' && !isOlder) return false;
      state.cursor = position;
      restart(position);
      return true;
    },
    joins: state.joins,
    copy: () =>
      logOf({ ...state, entries: [...state.entries], joins: new Map(state.joins) }, limit),
  };
}

/** Milliseconds from the second id to the first. */
function lead(position: string, cursor: string): number {
  return (millisecondsOf(position) ?? 0) - (millisecondsOf(cursor) ?? 0);
}
