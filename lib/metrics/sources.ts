import type { BroadcasterStats } from '../types/stats.js';

/** The part of a broadcaster that metrics read. */
export interface MeasuredBroadcaster {
  readonly name: string;
  stats(): BroadcasterStats;
}

/** The broadcasters behind the metrics of one registry. */
export interface Sources {
  /** Adds broadcasters. One with the name of another takes its place, because it is the same broadcaster. */
  add(broadcasters: readonly MeasuredBroadcaster[]): void;
  /** The counters, one object for each broadcaster. */
  read(): readonly BroadcasterStats[];
}

/**
 * A registry collects all its metrics in one run. The first metric reads the counters and the others reuse
 * them, so a scrape reads each broadcaster once and its values are consistent.
 */
export function createSources(): Sources {
  const named = new Map<string, MeasuredBroadcaster>();
  let current: readonly BroadcasterStats[] | undefined;
  return {
    add(broadcasters) {
      for (const broadcaster of broadcasters) named.set(broadcaster.name, broadcaster);
    },
    read() {
      if (current === undefined) {
        current = [...named.values()].map((broadcaster) => broadcaster.stats());
        queueMicrotask(() => {
          current = undefined;
        });
      }
      return current;
    },
  };
}
