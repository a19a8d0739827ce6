import type { BroadcasterStats } from '../../types/stats.js';

/** The part of a broadcaster that is measured. */
export interface MeasuredBroadcaster {
  readonly name: string;
  stats(): BroadcasterStats;
}

/** The broadcasters behind the metrics of one registry. */
export interface Sources {
  /** One of a name that is there already is the same broadcaster, and takes its place. */
  add(broadcasters: readonly MeasuredBroadcaster[]): void;
  /** What they have counted, one object each. */
  read(): readonly BroadcasterStats[];
}

/**
 * A registry asks all its metrics in one go, so that what was read for the first serves the others:
 * a scrape reads each broadcaster once, and its values belong together.
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
