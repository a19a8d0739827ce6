import { createClaims } from './claims.js';
import type { Connection } from './connection.js';
import { type ConnectionOptions, connectionKey, resolveOptions } from './options.js';
import type { Source } from './source.js';
import { openSource } from './tabs/open-source.js';
import { createView, type Lease, type View } from './view.js';

interface Entry {
  source: Source;
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
 * `disconnect()` by one closes it for all. `fetch` and the functions `headers` and `token` count on first
 * use only. The channels of a lease are joined with it and left with it.
 *
 * With a `cursor`, a view of that connection: its listeners, if they are added within the same task,
 * and its snapshot get exactly what came after the cursor. Whoever begins earlier than an open stream can
 * vouch for gets a stream of its own.
 * @throws InvalidOptionError
 */
export function acquireConnection(options: ConnectionOptions = {}): Lease {
  return options.cursor
    ? viewConnection(options).hold()
    : acquireSource(options, '', options.channels ?? []);
}

/** A view of the page's connection that keeps its place while nobody holds it. */
export function viewConnection(options: ConnectionOptions): View {
  const likely = peekConnection(options)?.getSnapshot();
  return createView(options, (position) => acquireSource(options, position, []), likely);
}

/** The connection that somebody holds for these options now, without a share in it. `cursor` is not looked at. */
export function peekConnection(options: ConnectionOptions = {}): Connection | undefined {
  return registry().get(connectionKey(resolveOptions(options)))?.[0]?.source;
}

function acquireSource(
  options: ConnectionOptions,
  cursor: string,
  channels: readonly string[],
): Lease<Source> {
  const key = connectionKey(resolveOptions(options));
  const entries = registry().get(key) ?? [];
  registry().set(key, entries);
  const entry = entryFor(entries, cursor) ?? {
    // Whoever holds it wants channels of its own.
    source: openSource({ ...options, cursor, channels: [] }),
    holders: 0,
  };
  if (!entries.includes(entry)) entries.push(entry);
  entry.holders += 1;
  const claims = createClaims(entry.source, channels);
  let held = true;
  return {
    connection: { ...entry.source, join: claims.join, leave: claims.leave },
    release() {
      if (!held) return;
      held = false;
      claims.release();
      entry.holders -= 1;
      // React's Strict Mode, fast refresh and navigation release and acquire again within one task.
      setTimeout(() => closeUnheld(key, entry), 0);
    },
  };
}

/** Who has no cursor takes the oldest: it is the one that the others without a cursor have. */
function entryFor(entries: Entry[], cursor: string): Entry | undefined {
  if (cursor === '') return entries[0];
  return (
    entries.find(({ source }) => source.since(cursor) !== undefined) ??
    entries.find(({ source }) => source.rewind(cursor))
  );
}

function closeUnheld(key: string, entry: Entry): void {
  const entries = registry().get(key);
  if (entry.holders > 0 || !entries?.includes(entry)) return;
  entries.splice(entries.indexOf(entry), 1);
  if (entries.length === 0) registry().delete(key);
  entry.source.disconnect();
}
