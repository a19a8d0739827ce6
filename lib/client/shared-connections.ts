import { type Connection, createConnection } from './connection.js';
import { type ConnectionOptions, connectionKey, resolveOptions } from './options.js';

/** A share in a connection. */
export interface Lease {
  readonly connection: Connection;
  /** Gives the share back; the last one closes the connection. Later calls do nothing. */
  release(): void;
}

interface Entry {
  connection: Connection;
  holders: number;
}

/**
 * On the global object, so that a page has one registry even where bundles, hot reloading or the
 * two module formats evaluate this file more than once. A browser opens at most six HTTP/1.1
 * connections to an origin, over all tabs: one per component would soon use them up.
 */
const registryKey = Symbol.for('ssecast.client.connections');

function registry(): Map<string, Entry> {
  const holder = globalThis as { [registryKey]?: Map<string, Entry> };
  holder[registryKey] ??= new Map();
  return holder[registryKey];
}

/**
 * The page's connection for these options, created on first use. Holders share everything:
 * `disconnect()` by one closes it for all. `fetch` counts on first use only.
 * @throws InvalidOptionError
 */
export function acquireConnection(options: ConnectionOptions = {}): Lease {
  const key = connectionKey(resolveOptions(options));
  const entries = registry();
  const entry = entries.get(key) ?? { connection: createConnection(options), holders: 0 };
  entries.set(key, entry);
  entry.holders += 1;
  let held = true;
  return {
    connection: entry.connection,
    release() {
      if (!held) return;
      held = false;
      entry.holders -= 1;
      // React's Strict Mode, fast refresh and navigation release and acquire again within one task.
      setTimeout(() => {
        if (entry.holders > 0 || entries.get(key) !== entry) return;
        entries.delete(key);
        entry.connection.disconnect();
      }, 0);
    },
  };
}

/** The connection that somebody holds for these options now, without a share in it. */
export function peekConnection(options: ConnectionOptions = {}): Connection | undefined {
  return registry().get(connectionKey(resolveOptions(options)))?.connection;
}
