export interface ConnectionOptions {
  /** Endpoint, relative to the page or absolute. Default `'/api/sse'`. */
  url?: string;
  /**
   * Milliseconds before the first reconnect; each further one waits twice as long, up to 30 s.
   * A `retry` sent by the server takes its place. Default 5,000.
   */
  reconnectInterval?: number;
  /**
   * Reconnects in a row that may fail before the connection is given up. Counted anew as soon as
   * the server sends something. Default 5; 0 never reconnects, `Infinity` never gives up.
   */
  maxReconnectAttempts?: number;
  /** Events kept in `events`, newest last. Default 100; 0 keeps none. */
  maxEvents?: number;
  /** Sends cookies to another origin, too. Default false: cookies go to the page's own origin only. */
  withCredentials?: boolean;
  /** Replaces the global `fetch`, for instance to add an `Authorization` header. */
  fetch?: typeof fetch;
}

export type ConnectionSettings = Required<Omit<ConnectionOptions, 'fetch'>> &
  Pick<ConnectionOptions, 'fetch'>;

export class InvalidOptionError extends TypeError {
  readonly code = 'ERR_SSECAST_INVALID_OPTION';
  override readonly name = 'InvalidOptionError';
}

/** @throws InvalidOptionError for a value that the option cannot have */
export function resolveOptions(options: ConnectionOptions): ConnectionSettings {
  const settings = {
    url: options.url ?? '/api/sse',
    reconnectInterval: options.reconnectInterval ?? 5_000,
    maxReconnectAttempts: options.maxReconnectAttempts ?? 5,
    maxEvents: options.maxEvents ?? 100,
    withCredentials: options.withCredentials ?? false,
    fetch: options.fetch,
  };
  if (typeof settings.url !== 'string' || settings.url === '') {
    throw new InvalidOptionError(
      `Expected url to be the address of an SSE endpoint but received ${show(settings.url)}`,
    );
  }
  for (const name of ['reconnectInterval', 'maxReconnectAttempts', 'maxEvents'] as const) {
    const value: unknown = settings[name];
    if (typeof value !== 'number' || !(value >= 0)) {
      throw new InvalidOptionError(
        `Expected ${name} to be a number of 0 or more but received ${show(value)}`,
      );
    }
  }
  return settings;
}

/** The same for two sets of options exactly when they can share one connection. */
export function connectionKey(settings: ConnectionSettings): string {
  const { url, reconnectInterval, maxReconnectAttempts, maxEvents, withCredentials } = settings;
  // String() because JSON has no Infinity.
  return [withCredentials, reconnectInterval, maxReconnectAttempts, maxEvents, url]
    .map(String)
    .join(' ');
}

function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
