import { createClaims } from '../channels/claims.js';
import { connectionKey } from '../options/connection-key.js';
import type { ConnectionOptions, ConnectionSettings } from '../options/options.js';
import { checkChannels, resolveOptions } from '../options/resolve-options.js';
import type { Source } from '../source/source.js';
import type { Connection } from './connection.js';
import { once } from './once.js';
import { openSource } from './open-source.js';
import { createView, type Lease, type Rest, type View } from './view.js';

/** One connection of the page. */
interface Entry {
  source: Source;
  /** Everything that the source brings, for all holders without a cursor of their own. */
  common: View;
  holders: number;
}

/**
 * On the global object, so that a page has one registry even where bundles, hot reloading or the
 * two module formats evaluate this file more than once. A browser opens at most six HTTP/1.1
 * connections to an origin, over all tabs: one per component would soon use them up.
 */
const registryKey = Symbol.for('ssecast.client.connections');

function registry(): Map<string, Entry[]> {
  const holder = globalThis as { [registryKey]?: Map<string, Entry[]> };
  holder[registryKey] ??= new Map();
  return holder[registryKey];
}

/**
 * The page's connection for these options, created on first use. Holders share everything:
 * `disconnect()` by one closes it for all. `fetch` and the functions `headers` and `token` are those of
 * the first holder. The channels of a lease are joined with it and left with it.
 *
 * With a `cursor`, a view of that connection: its listeners, if they are added within the same task,
 * and its snapshot get exactly what came after the cursor. A cursor older than everything that the
 * open streams still have opens a stream of its own.
 * @throws InvalidOptionError
 */
export function acquireConnection(options: ConnectionOptions = {}): Lease {
  const settings = resolveOptions(options);
  if (settings.cursor) return viewConnection(settings).hold();
  return holdCommon(settings);
}

/** A share in what holders without a cursor have in common. `settings.cursor` has to be empty. */
export function holdCommon(settings: ConnectionSettings): Lease<View> {
  const { entry, release } = share(settings);
  const claims = createClaims(entry.source, settings.channels);
  return {
    connection: {
      ...entry.common,
      join(...channels) {
        checkChannels(channels);
        claims.join(...channels);
      },
      leave: claims.leave,
    },
    release() {
      claims.release();
      release();
    },
  };
}

/**
 * A view of the page's connection that keeps its place while it has no holder.
 * @param rest of a view that this one goes on from
 */
export function viewConnection(settings: ConnectionSettings, rest?: Rest): View {
  return createView(
    settings,
    (position) => {
      const { entry, release } = share({ ...settings, cursor: position });
      return { connection: entry.source, release };
    },
    rest,
  );
}

/** The connection that the page has for these options now, without a share in it. `cursor` does not matter. */
export function peekConnection(options: ConnectionOptions = {}): Connection | undefined {
  return commonView(resolveOptions(options));
}

/** What holders without a cursor have in common. */
export function commonView(settings: ConnectionSettings): View | undefined {
  return registry().get(connectionKey(settings))?.[0]?.common;
}

/** A share in a connection that has everything after `settings.cursor`. */
function share(settings: ConnectionSettings): { entry: Entry; release(): void } {
  const key = connectionKey(settings);
  const entries = registry().get(key) ?? [];
  registry().set(key, entries);
  const entry = entryFor(entries, settings.cursor) ?? openEntry(settings);
  if (!entries.includes(entry)) entries.push(entry);
  entry.holders += 1;
  const release = once(() => {
    entry.holders -= 1;
    // React's Strict Mode, fast refresh and navigation release and acquire again within one task.
    setTimeout(() => closeUnheld(key, entry), 0);
  });
  return { entry, release };
}

/** Without a cursor the oldest one: it is the one that the others without a cursor have. */
function entryFor(entries: Entry[], cursor: string): Entry | undefined {
  if (cursor === '') return entries[0];
  return (
    entries.find(({ source }) => source.since(cursor) !== undefined) ??
    entries.find(({ source }) => source.rewind(cursor))
  );
}

function openEntry(settings: ConnectionSettings): Entry {
  // Each holder has channels of its own.
  const source = openSource({ ...settings, channels: [] });
  const common = createView({ ...settings, channels: [] }, () => ({
    connection: source,
    release: () => undefined,
  }));
  common.hold();
  return { source, common, holders: 0 };
}

function closeUnheld(key: string, entry: Entry): void {
  const entries = registry().get(key);
  if (entry.holders > 0 || !entries?.includes(entry)) return;
  entries.splice(entries.indexOf(entry), 1);
  if (entries.length === 0) registry().delete(key);
  entry.source.disconnect();
}
