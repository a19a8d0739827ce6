import type { Source } from '../source/source.js';
import { connectedOf } from '../stream/gap.js';
import type { Item } from '../stream/item.js';
import { moment, since } from '../transport/clock.js';

/** Milliseconds between two questions whether the leader can take over. */
const shortestPause = 1_000;

/**
 * A connection of the tab's own, for as long as the leader lacks events that the tab needs: they come
 * from the history of the server.
 */
export interface CatchUp {
  readonly source: Source;
  /** The leader has changed, or has brought something: worth a question. */
  hint(): void;
  stop(): void;
}

/**
 * @param take gets what a chunk brings
 * @param ask asks the leader, once the events of the history have come and after each further chunk
 */
export function startCatchUp(
  source: Source,
  take: (items: Item[]) => void,
  ask: () => void,
): CatchUp {
  let chunk: Item[] = [];
  /** Events of the history that are still to come; undefined before the server has said how many. */
  let missing: number | undefined;
  let asked = moment(-shortestPause);
  let isStopped = false;

  function count(item: Item): void {
    const connected = item.kind === 'event' ? connectedOf(item.event) : undefined;
    if (connected) missing = connected.replayed ?? 0;
    // An event that this page is too old for comes as a cursor, and is one of them.
    else if (item.kind === 'event' || item.kind === 'cursor') missing = (missing ?? 1) - 1;
  }

  function hint(): void {
    // A chunk may come many times in a second, and an answer is a list of events.
    if (isStopped || missing === undefined || missing > 0 || since(asked) < shortestPause) return;
    asked = moment();
    ask();
  }

  const unread = source.read({
    take(item) {
      count(item);
      chunk.push(item);
    },
    flush() {
      const items = chunk;
      chunk = [];
      if (items.length > 0) take(items);
      hint();
    },
  });
  source.start();

  return {
    source,
    hint,
    stop() {
      isStopped = true;
      unread();
      source.disconnect();
    },
  };
}
