import { checks } from './checks.js';
import { InvalidOptionError, sentenceFor } from './invalid-option.js';
import type { ConnectionOptions, ConnectionSettings } from './options.js';

/** @throws InvalidOptionError for a value that the option cannot have */
export function resolveOptions(options: ConnectionOptions): ConnectionSettings {
  const { withCredentials = false } = options;
  const settings: ConnectionSettings = {
    url: options.url ?? '/api/sse',
    reconnectInterval: options.reconnectInterval ?? 5_000,
    maxReconnectAttempts: options.maxReconnectAttempts ?? 5,
    maxEvents: options.maxEvents ?? 100,
    withCredentials,
    cursor: options.cursor ?? '',
    tabs: options.tabs ?? 'own',
    headers: options.headers,
    token: options.token,
    credentials: options.credentials ?? (withCredentials ? 'include' : 'same-origin'),
    silenceTimeout: options.silenceTimeout,
    channels: options.channels ?? [],
    version: options.version,
    fetch: options.fetch,
  };
  for (const [name, value] of Object.entries(settings))
    check(name as keyof ConnectionOptions, value);
  return settings;
}

/** @throws InvalidOptionError for anything but names of at least one character */
export function checkChannels(channels: readonly string[]): void {
  check('channels', channels);
}

function check(name: keyof ConnectionOptions, value: unknown): void {
  if (value === undefined || (checks[name]?.(value) ?? true)) return;
  throw new InvalidOptionError(sentenceFor(name, value));
}
