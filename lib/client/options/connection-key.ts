import type { ConnectionSettings } from './options.js';

/** The settings that make a connection what it is. Those that hold functions count by their type. */
const names = [
  'tabs',
  'url',
  'credentials',
  'reconnectInterval',
  'maxReconnectAttempts',
  'maxEvents',
  'silenceTimeout',
  'version',
  'headers',
  'token',
] as const;

/**
 * The same for two sets of settings exactly when they can share one connection. `cursor` and
 * `channels` are no part of it.
 */
export function connectionKey(settings: ConnectionSettings): string {
  return JSON.stringify(names.map((name) => textOf(settings[name])));
}

/** The options that need another connection, or another place in the stream, by their names. */
export function differingOptions(a: ConnectionSettings, b: ConnectionSettings): string[] {
  return [...names, 'cursor' as const].filter(
    (name) => a[name] !== b[name] && textOf(a[name]) !== textOf(b[name]),
  );
}

/** What a value says. Functions are alike: components write them anew with each render. */
function textOf(value: unknown): string {
  if (typeof value === 'function') return 'function';
  // JSON has neither Infinity nor undefined.
  if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`;
  return JSON.stringify(Object.entries(value).sort());
}
