import type { SSEEvent } from '../../types/events.js';
import { compareIds, millisecondsOf } from './event-id.js';
import { connectedOf, gapOf } from './gap.js';

/** Events remembered for those who come later. */
const longestMemory = 100;
/**
 * Milliseconds a position may be ahead of the stream. Heartbeats move an idle stream on twice a
 * minute; what is further ahead may be no position of this server at all, which only the server can tell.
 */
const longestLead = 60_000;

/**
 * What a connection can vouch for: every event after some `start`, with the newest of them in memory
 * and the others still to come. Whoever joins at a position within it misses nothing.
 */
export interface Coverage {
  /** Where the next request goes on. Empty: with whatever comes next. */
  cursor(): string;
  moveTo(cursor: string): void;
  /** While nothing has come: begins at `position`, if that is older. @returns whether */
  rewind(position: string): boolean;
  /** Takes account of an event, in the order of the stream. */
  add(event: SSEEvent): void;
  /** What came after `position`, if that can be told and nothing of it is missing. */
  since(position: string): SSEEvent[] | undefined;
}

/** `from`: the cursor of the first request. `limit`: events kept in memory at most. */
export function createCoverage(from: string, limit: number): Coverage {
  let cursor = from;
  let start: string | undefined = from;
  let memory: SSEEvent[] = [];

  /** Nothing before `id` is vouched for; nothing at all while `id` does not tell its place. */
  function restart(id: string | undefined): void {
    start = id;
    memory = [];
  }

  return {
    cursor: () => cursor,
    moveTo(next) {
      cursor = next;
      // The next request will not go on where this one ends.
      if (next === '') restart(undefined);
    },
    rewind(position) {
      // Not much older: what the server no longer has would be missing for all of them.
      const isOlder =
        (compareIds(position, cursor) ?? 0) < 0 && lead(cursor, position) <= longestLead;
      if (cursor !== '' && !isOlder) return false;
      cursor = position;
      restart(position);
      return true;
    },
    add(event) {
      const connected = connectedOf(event);
      if (connected) {
        // Also a history that goes on from the one of `start`: it may not know all of that one's ids.
        const isUnplaced = compareIds(start, event.id ?? start) === undefined;
        if (connected.resumed !== true || isUnplaced) restart(event.id);
        return;
      }
      // An id of another form or of another history has no place among the others, and one that is
      // not larger than the last comes from a server that counts anew: a position tells nothing then.
      const order = compareIds(event.id, memory.at(-1)?.id ?? start);
      if (gapOf(event) || order === undefined || order <= 0) {
        restart(event.id);
        return;
      }
      memory.push(event);
      while (memory.length > Math.min(limit, longestMemory)) start = memory.shift()?.id;
    },
    since(position) {
      if (position === cursor) return [];
      const order = compareIds(position, start);
      if (order === undefined || order < 0) return undefined;
      if (lead(position, cursor) > longestLead) return undefined;
      return memory.filter((event) => (compareIds(event.id, position) ?? 0) > 0);
    },
  };
}

/** Milliseconds from the second id to the first. */
function lead(position: string, cursor: string): number {
  return (millisecondsOf(position) ?? 0) - (millisecondsOf(cursor) ?? 0);
}
