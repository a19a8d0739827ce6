import type { ConnectionListener } from '../client/connection/connection.js';
import type { ConnectionSettings } from '../client/options/options.js';

/** The same settings, with functions that call the latest ones. */
export function withLatest(
  settings: ConnectionSettings,
  latest: () => ConnectionSettings | undefined,
): ConnectionSettings {
  const own: Record<string, unknown> = { ...settings };
  for (const name of ['headers', 'token', 'fetch'] as const) {
    if (typeof settings[name] !== 'function') continue;
    own[name] = (...given: unknown[]) => {
      const call = (latest()?.[name] ?? settings[name]) as (...given: unknown[]) => unknown;
      return call(...given);
    };
  }
  return own as ConnectionSettings;
}

/** A listener with the functions that the latest render has at the moment of each call. */
export function toLatest(latest: () => ConnectionListener): ConnectionListener {
  return new Proxy({}, { get: (_target, name) => Reflect.get(latest(), name) });
}
