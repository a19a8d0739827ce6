import type { ConnectionListener } from '../client/connection/connection.js';
import type { ConnectionSettings } from '../client/options/options.js';

/** The same settings, with functions that call those of the latest render. */
export function withLatest(
  settings: ConnectionSettings,
  latest: () => ConnectionSettings | undefined,
): ConnectionSettings {
  const entries = Object.entries(settings).map(([name, value]) => {
    if (typeof value !== 'function') return [name, value];
    const call = (...given: unknown[]) => {
      const now = latest()?.[name as keyof ConnectionSettings] ?? value;
      return typeof now === 'function' ? (now as (...given: unknown[]) => unknown)(...given) : now;
    };
    return [name, call];
  });
  return Object.fromEntries(entries);
}

/** A listener that calls the functions of the latest render. */
export function toLatest(latest: () => ConnectionListener): ConnectionListener {
  return {
    onOpen: () => latest().onOpen?.(),
    onClose: () => latest().onClose?.(),
    onError: (error) => latest().onError?.(error),
    onMessage: (event) => latest().onMessage?.(event),
    onGap: (gap) => latest().onGap?.(gap),
    onJoined: (channel, cursor) => latest().onJoined?.(channel, cursor),
    onOutdated: (outdated) => latest().onOutdated?.(outdated),
    get eventHandlers() {
      return latest().eventHandlers;
    },
  };
}
