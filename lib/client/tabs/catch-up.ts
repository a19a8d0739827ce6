import type { Channels } from '../claims.js';
import { connectedOf } from '../gap.js';
import type { Source } from '../source.js';
import { forward } from './forward.js';
import type { Item } from './messages.js';

/** Milliseconds between two questions whether the leader can take over. */
const kPause = 1_000;

export interface CatchUp {
  /** What it reads, the tab reads. */
  readonly source: Channels;
  connect(): void;
  reconnect(): void;
  /** Another leader, or news of this one: worth asking. */
  hint(): void;
  stop(): void;
}

/**
 * A connection of the tab's own, for as long as the leader cannot vouch for its place: what the tab
 * lacks comes from the history of the server.
 *
 * @param pass gets what it brings
 * @param ask asks the leader, once what was missed has come and after each further chunk
 */
export function startCatchUp(
  source: Source,
  pass: (items: Item[]) => void,
  ask: () => void,
): CatchUp {
  let missing: number | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let isStopped = false;

  function count(items: Item[]): void {
    for (const item of items) {
      if (item.kind !== 'event') continue;
      const connected = connectedOf(item.event);
      if (connected) missing = connected.replayed ?? 0;
      else missing = (missing ?? 1) - 1;
    }
  }

  function hint(): void {
    // A chunk may come many times in a second, and an answer is a list of events.
    if (isStopped || missing === undefined || missing > 0 || Date.now() - askedAt < kPause) return;
    askedAt = Date.now();
    ask();
  }

  const forwarding = forward(source, (items) => {
    count(items);
    pass(items);
    hint();
  });
  source.connect();

  return {
    source,
    connect: source.connect,
    reconnect: forwarding.reconnect,
    hint,
    stop() {
      isStopped = true;
      forwarding.stop();
      source.disconnect();
    },
  };
}
