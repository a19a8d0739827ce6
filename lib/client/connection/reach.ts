import { createCounts } from '../channels/claims.js';
import type { Item } from '../stream/item.js';
import { gapBetween } from '../stream/place.js';

/** The channels of one reader, and how far it has each: a stream may begin to bring one later than that. */
export interface Reach {
  /** Up to where it has the channels that no stream brings it; the others are as far as its place. */
  readonly ends: ReadonlyMap<string, string>;
  /** The channels that it wants, each as often as it is wanted. */
  all(): string[];
  join(channels: readonly string[]): void;
  /** `isHeld`: for good. A reader that has let go of its stream goes on where it was. */
  leave(channels: readonly string[], isHeld: boolean): void;
  /** The reader leaves its stream at `place`. */
  stop(place: string): void;
  /** @returns the items of the channels that `joins`, another stream, brings already */
  meet(joins: ReadonlyMap<string, string>): Item[];
  /** @returns the item, with the gap before it for a channel that begins too late for the reader */
  take(item: Item, place: string): Item;
}

/**
 * @param cursor what the page has of a new channel is as old as this, however far the stream is
 * @param before of a reader that this one goes on from
 */
export function createReach(cursor: string, before?: Reach['ends']): Reach {
  const wanted = createCounts();
  const ends = new Map(before);

  function stop(channels: readonly string[], end: string): void {
    for (const name of channels) if (!ends.has(name)) ends.set(name, end);
  }

  return {
    ends,
    all: wanted.all,
    join: (channels) => stop(wanted.add(channels), cursor),
    leave(channels, isHeld) {
      for (const name of wanted.remove(channels)) if (isHeld) ends.delete(name);
    },
    stop: (place) => stop(wanted.names(), place),
    meet: (joins) =>
      [...ends.keys()].flatMap((channel) => {
        const from = joins.get(channel);
        return from === undefined ? [] : { kind: 'joined', channel, cursor: from, isFirst: true };
      }),
    take(item, place) {
      // The reader hears here that it misses all of that.
      if (item.kind === 'event' && item.gap) for (const name of ends.keys()) ends.set(name, place);
      if (!('channel' in item) || !wanted.has(item.channel)) return item;
      if (item.kind === 'left') {
        stop([item.channel], place);
        return item;
      }
      const gap = gapBetween(ends.get(item.channel) ?? place, item.cursor);
      ends.delete(item.channel);
      return { ...item, gap };
    },
  };
}
