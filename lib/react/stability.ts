import { differingOptions } from '../client/options/connection-key.js';
import type { ConnectionSettings } from '../client/options/options.js';
import { type Moment, moment, since } from '../client/transport/clock.js';

/** Renders with another value for no reason, after which an option counts as new in every render. */
const longestDoubt = 8;
/** Milliseconds without another value, after which nothing is in doubt. A clock that is read has moved. */
const calming = 1_000;

/** Options that have been named to the developer. */
const warned = new Set<string>();

/**
 * Tells options that have changed from options that are new in every render, such as a header with a
 * random number or the time: these would make a new connection for ever. A change counts when a further
 * render, for no other reason, says the same.
 */
export interface Stability {
  /** The settings of a render, with the first value of each option that is new in every render. */
  steady(settings: ConnectionSettings | undefined): ConnectionSettings | undefined;
  /**
   * @param version of the results: a render that they have caused should say nothing else
   * @returns the settings to use; `'again'`: render once more to find out
   */
  judge(
    settings: ConnectionSettings | undefined,
    version: number,
  ): ConnectionSettings | undefined | 'again';
}

export function createStability(): Stability {
  let used: ConnectionSettings | undefined;
  let candidate: ConnectionSettings | undefined;
  let doubts = 0;
  let judged: number | undefined;
  /**
   * The latest render, and since when the renders say the same. Unset until effects run: a page that is
   * rendered in advance must not read the time.
   */
  let said: { settings: ConnectionSettings | undefined; at: Moment } | undefined;
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

  /** Forgets the doubts once renders have said the same for long enough. */
  function calm(raw: ConnectionSettings | undefined): void {
    // React may run the effects of one render twice.
    if (said && raw === said.settings) return;
    const isSame = said?.settings && raw && differingOptions(said.settings, raw).length === 0;
    const sameSince = isSame ? said?.at : undefined;
    if (sameSince && since(sameSince) > calming) {
      doubts = 0;
      pinned.clear();
    }
    said = { settings: raw, at: sameSince ?? moment() };
  }

  function settle(settings: ConnectionSettings | undefined): ConnectionSettings | undefined {
    used = settings;
    candidate = undefined;
    return settings;
  }

  return {
    steady,
    judge(raw, version) {
      calm(raw);
      const isOurs = version !== judged;
      judged = version;
      const settings = steady(raw);
      if (!used || !settings || differingOptions(used, settings).length === 0)
        return settle(settings);
      const differing = differingOptions(candidate ?? used, settings);
      if (candidate && differing.length === 0) return settle(settings);
      if (candidate || isOurs) doubts += 1;
      candidate = settings;
      if (doubts < longestDoubt) return 'again';
      pin(differing);
      return settle(steady(raw));
    },
  };
}
