const longestCursor = 1_024;

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
  /**
   * The id after which the stream begins, as `snapshot()` of the server gives it with its data. The
   * first request brings it; from then on the connection's own cursor counts. At most 1,024
   * characters. Default: none, the stream begins with what comes next.
   */
  cursor?: string;
  /**
   * `'shared'`: the tabs of the browser that ask for the same address with the same options have one
   * connection in common, which one of them holds. Needs Web Locks and BroadcastChannel; where they
   * are missing, and by default, `'own'`: a connection for this page.
   */
  tabs?: 'own' | 'shared';
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
    cursor: options.cursor ?? '',
    tabs: options.tabs ?? 'own',
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
  checkCursor(settings.cursor);
  checkTabs(settings.tabs);
  return settings;
}

/** What a header, or an address, can carry, and what a server's `id` field can have been. */
function checkCursor(cursor: unknown): void {
  const expected = `Expected cursor to be an id of at most ${longestCursor} characters, as snapshot() gives it,`;
  if (typeof cursor !== 'string') {
    throw new InvalidOptionError(`${expected} but received ${show(cursor)}`);
  }
  if (cursor.length > longestCursor) {
    throw new InvalidOptionError(`${expected} but received ${cursor.length} characters`);
  }
  if (/\p{Cc}/u.test(cursor)) {
    throw new InvalidOptionError(`${expected} but received control characters in it`);
  }
}

function checkTabs(tabs: unknown): void {
  if (tabs === 'own' || tabs === 'shared') return;
  throw new InvalidOptionError(`Expected tabs to be 'own' or 'shared' but received ${show(tabs)}`);
}

/**
 * The same for two sets of options exactly when they can share one connection. Where to begin is
 * no part of it: see `Coverage`.
 */
export function connectionKey(settings: ConnectionSettings): string {
  const { url, reconnectInterval, maxReconnectAttempts, maxEvents, withCredentials, tabs } =
    settings;
  // String() because JSON has no Infinity.
  return [tabs, withCredentials, reconnectInterval, maxReconnectAttempts, maxEvents, url]
    .map(String)
    .join(' ');
}

function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
