import { createHub, type Hub } from '../stream/feed.js';
import type { Item } from '../stream/item.js';
import { createLog, type Log } from '../stream/log.js';
import { createPlace } from '../stream/place.js';

/** Events remembered for tabs that join or are behind. */
const longestMemory = 100;

/** What one tab has of the connection of all tabs: its place in the stream, and its readers. */
export interface TabFeed {
  readonly hub: Hub;
  readonly log: Log;
  cursor(): string;
  /** The stream is at `cursor`; what it brings up to the tab's own place is skipped. */
  attach(cursor: string): void;
  /**
   * Gives the readers each event once and in order.
   * @param isCurrent false ends it: the rest is not taken, and comes again
   * @returns false when the place in the stream is lost
   */
  take(items: readonly Item[], isCurrent: () => boolean): boolean;
  /** Begins at `position`, if nothing has come yet and it is older. @returns whether */
  rewind(position: string): boolean;
}

export function createTabFeed(cursor: string): TabFeed {
  const log = createLog(cursor, longestMemory);
  const hub = createHub(log);
  let place = createPlace(cursor);

  function takeOne(item: Item): boolean {
    const taken = place.take(item);
    if (taken === 'lost') return false;
    if (taken?.kind === 'status') hub.show(taken.status, taken.error);
    // The leader's stream begins earlier, our readers' does not.
    else if (taken && taken.kind !== 'rewound') hub.emit(taken);
    return true;
  }

  return {
    hub,
    log,
    cursor: () => place.cursor(),
    attach: (streamCursor) => place.attach(streamCursor),
    take(items, isCurrent) {
      let isPlaced = true;
      for (const item of items) {
        if (!isPlaced || !isCurrent()) break;
        isPlaced = takeOne(item);
      }
      hub.flush();
      return isPlaced;
    },
    rewind(position) {
      if (!hub.rewind(position)) return false;
      place = createPlace(position);
      hub.flush();
      return true;
    },
  };
}
