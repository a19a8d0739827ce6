import { createCoverage } from '../coverage.js';
import { connectedOf } from '../gap.js';
import type { Item } from './messages.js';

/** Events remembered for tabs that join or are behind. */
const kLongest = 100;

type Told = Extract<Item, { kind: 'event' | 'cursor' }>;

/**
 * What a leader can tell those who come with a cursor. More than `Coverage`: an id that the
 * application gave tells no place, but it can be found again.
 */
export interface RelayLog {
  /** How far the stream has come. */
  cursor(): string;
  /** In the order of the stream. */
  add(item: Told): void;
  /** The events after `position`; undefined when some of them may be missing. */
  since(position: string): Told[] | undefined;
}

/** `from`: the cursor after which everything will be added. */
export function createRelayLog(from: string): RelayLog {
  const coverage = createCoverage(from, kLongest);
  let start = from;
  let entries: Told[] = [];

  return {
    cursor: coverage.cursor,
    add(item) {
      coverage.moveTo(item.cursor);
      if (item.kind === 'cursor') return;
      const { event, cursor, gap } = item;
      const connected = connectedOf(event);
      coverage.add(event);
      if (gap || (connected && connected.resumed !== true)) {
        start = cursor;
        entries = [];
        return;
      }
      if (connected) return;
      entries.push(item);
      if (entries.length > kLongest) start = entries.shift()?.cursor ?? '';
    },
    since(position) {
      const last = entries.findLastIndex(({ cursor }) => cursor === position);
      if (last >= 0 || (position !== '' && position === start)) {
        return entries.slice(last + 1);
      }
      const events = coverage.since(position);
      return events?.map((event) => ({ kind: 'event', event, cursor: event.id ?? position }));
    },
  };
}
