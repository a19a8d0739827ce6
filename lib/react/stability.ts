import { differingOptions } from '../client/options/connection-key.js';
import type { ConnectionSettings } from '../client/options/options.js';

/** Renders in a row with another value each, after which an option counts as new in every render. */
const longestDoubt = 8;

/** Options that have been named to the developer. */
const warned = new Set<string>();

/**
 * Tells options that have changed from options that are new in every render, such as a header with a
 * random number: these would make a new connection for ever. A change counts when a further render,
 * for no other reason, says the same.
 */
export interface Stability {
  /** The settings of a render, with the first value of each option that is new in every render. */
  steady(settings: ConnectionSettings | undefined): ConnectionSettings | undefined;
  /** @returns the settings to use; `'again'`: render once more to find out */
  judge(settings: ConnectionSettings | undefined): ConnectionSettings | undefined | 'again';
}

export function createStability(): Stability {
  let used: ConnectionSettings | undefined;
  let candidate: ConnectionSettings | undefined;
  let doubts = 0;
  const pinned = new Set<keyof ConnectionSettings>();

  function pin(names: string[]): void {
    for (const name of names) {
      pinned.add(name as keyof ConnectionSettings);
      if (process.env.NODE_ENV === 'production' || warned.has(name)) continue;
      warned.add(name);
      console.warn(
        `ssecast: Expected the option ${name} to stay the same from render to render, but each render ` +
          'has another value. The connection keeps the first one. Move the value out of the component, ' +
          'or give a function, which each request calls.',
      );
    }
  }

  function steady(settings: ConnectionSettings | undefined): ConnectionSettings | undefined {
    if (!settings || pinned.size === 0) return settings;
    const kept = [...pinned].map((name) => [name, used?.[name]]);
    return { ...settings, ...Object.fromEntries(kept) };
  }

  function settle(settings: ConnectionSettings | undefined): ConnectionSettings | undefined {
    used = settings;
    candidate = undefined;
    doubts = 0;
    return settings;
  }

  const stability: Stability = {
    steady,
    judge(raw) {
      const settings = steady(raw);
      if (!used || !settings || differingOptions(used, settings).length === 0)
        return settle(settings);
      const differing = candidate && differingOptions(candidate, settings);
      if (differing?.length === 0) return settle(settings);
      candidate = settings;
      doubts += 1;
      if (!differing || doubts < longestDoubt) return 'again';
      pin(differing);
      candidate = undefined;
      doubts = 0;
      return stability.judge(raw);
    },
  };
  return stability;
}
