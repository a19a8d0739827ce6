import type { ConnectionListener } from '../client/connection/connection.js';
import type { ConnectionSettings } from '../client/options/options.js';

/** The same settings, with functions that call those of the latest render. */
export function withLatest(
  settings: ConnectionSettings,
  latest: () => ConnectionSettings | undefined,
): ConnectionSettings {
  const { headers, token, fetch } = settings;
  return {
    ...settings,
    ...forward({ headers, token, fetch }, (name) => latest()?.[name] ?? settings[name]),
  };
}

/** The functions among some options, as functions that look up the latest one. */
function forward<Some extends object>(some: Some, latest: (name: keyof Some) => unknown): object {
  const functions = Object.entries(some).filter(([, value]) => typeof value === 'function');
  return Object.fromEntries(
    functions.map(([name]) => [
      name,
      (...given: unknown[]) => {
        const now = latest(name as keyof Some);
        return typeof now === 'function' ? now(...given) : now;
      },
    ]),
  );
}

/** A listener with the functions that the latest render has at the moment of each call. */
export function toLatest(latest: () => ConnectionListener): ConnectionListener {
  return new Proxy({}, { get: (_target, name) => Reflect.get(latest(), name) });
}
