import type { GapData, IncomingEvent } from '../../types/events.js';
import { compareIds } from './event-id.js';
import { connectedOf } from './gap.js';
import type { CursorItem, EventItem, Item } from './item.js';

/**
 * One reader's place in a stream that others read, too. The stream may be behind the place, because
 * it began earlier or has not come that far; the reader then skips what it has.
 */
export interface Place {
  cursor(): string;
  /** The stream is at `cursor` now. */
  attach(cursor: string): void;
  /**
   * Decides about the next item of the stream.
   * @returns the item as this reader gets it, undefined to skip it, or `'lost'` when the ids no longer
   * say whether the reader has the event
   */
  take(item: Item): Item | undefined | 'lost';
}

/** The gap of a reader that has a channel up to `from`, and gets it after `to`. */
export function gapBetween(from: string, to: string): GapData | undefined {
  const isMissed = from !== '' && from !== to && (compareIds(from, to) ?? -1) < 0;
  return isMissed ? { from, to } : undefined;
}

export function createPlace(position: string): Place {
  let cursor = position;
  /** The stream is behind the place. */
  let isAhead = false;

  function next<Taken extends EventItem | CursorItem>(item: Taken): Taken {
    cursor = item.cursor;
    isAhead = false;
    return item;
  }

  function takeAhead(item: EventItem): Item | undefined | 'lost' {
    const { event } = item;
    const order = compareIds(event.id, cursor);
    if (connectedOf(event)) {
      // What the stream missed before our place is here already.
      if (isBefore(event, cursor)) return { ...item, gap: undefined, cursor };
    } else {
      if (order === undefined) return 'lost';
      if (order <= 0) return undefined;
    }
    return next({ ...item, gap: gapFrom(cursor, item.gap) });
  }

  return {
    cursor: () => cursor,
    attach(streamCursor) {
      isAhead = (compareIds(cursor, streamCursor) ?? 0) > 0;
    },
    take(item) {
      switch (item.kind) {
        case 'event':
          return isAhead ? takeAhead(item) : next(item);
        case 'cursor':
          if (isAhead && (compareIds(item.cursor, cursor) ?? -1) < 0) return undefined;
          return next(item);
        case 'rewound':
          isAhead = cursor !== '' && cursor !== item.cursor;
      }
      return item;
    },
  };
}

/** A stream that goes on where it was, or begins at our place; otherwise the server is beyond it. */
function isBefore(connected: IncomingEvent, cursor: string): boolean {
  return connectedOf(connected)?.resumed === true || connected.id === cursor;
}

function gapFrom(cursor: string, gap: GapData | undefined): GapData | undefined {
  return gap && { from: cursor, to: gap.to };
}
