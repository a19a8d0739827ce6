import { checks } from './checks.js';
import { InvalidOptionError, sentenceFor } from './invalid-option.js';
import type { ConnectionOptions, ConnectionSettings } from './options.js';

const defaults = {
  url: '/api/sse',
  reconnectInterval: 5_000,
  maxReconnectAttempts: 5,
  maxEvents: 100,
  withCredentials: false,
  cursor: '',
  tabs: 'own',
  headers: undefined,
  token: undefined,
  credentials: undefined,
  silenceTimeout: undefined,
  channels: [],
  version: undefined,
  fetch: undefined,
};

/** @throws InvalidOptionError for a value that the option cannot have */
export function resolveOptions(options: ConnectionOptions): ConnectionSettings {
  const settings = Object.entries(defaults).map(([name, value]) => {
    const given = options[name as keyof ConnectionOptions] ?? value;
    check(name as keyof ConnectionOptions, given);
    return [name, given];
  });
  const { withCredentials, ...others } = Object.fromEntries(settings);
  const credentials = withCredentials ? 'include' : 'same-origin';
  return { withCredentials, ...others, credentials: others.credentials ?? credentials };
}

/** @throws InvalidOptionError for anything but names of at least one character */
export function checkChannels(channels: readonly string[]): void {
  check('channels', channels);
}

function check(name: keyof ConnectionOptions, value: unknown): void {
  if (value === undefined || (checks[name]?.(value) ?? true)) return;
  throw new InvalidOptionError(sentenceFor(name, value));
}
