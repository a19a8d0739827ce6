const longestCursor = 1_024;

/** What a `token` function is told. */
export interface TokenRequest {
  /** The server has just answered 401 to the token that the function gave before. */
  isRefused: boolean;
}

export interface ConnectionOptions {
  /** Endpoint, relative to the page or absolute. Default `'/api/sse'`. */
  url?: string | undefined;
  /**
   * Milliseconds before the first reconnect; each further one waits twice as long, up to 30 s.
   * A `retry` sent by the server takes its place. Default 5,000.
   */
  reconnectInterval?: number | undefined;
  /**
   * Reconnects in a row that may fail before the connection is given up. Counted anew as soon as
   * the server sends something, and when the network is back or the page is looked at again, which
   * also takes up a connection that was given up. Default 5; 0 never reconnects, `Infinity` never gives up.
   */
  maxReconnectAttempts?: number | undefined;
  /** Events kept in `events`, newest last. Default 100; 0 keeps none. */
  maxEvents?: number | undefined;
  /**
   * Headers of each request, or a function that gives them for each attempt. `Accept`, `Content-Type`
   * and `Last-Event-ID` are the connection's own. Across origins they need a preflight. Default: none.
   */
  headers?:
    | Record<string, string>
    | (() => Record<string, string> | Promise<Record<string, string>>)
    | undefined;
  /**
   * Sent as `Authorization: Bearer <token>`; a function is asked for each attempt, and once more at
   * once when the server answers 401. Null, undefined or an empty text sends none. Default: none.
   */
  token?:
    | string
    | ((request: TokenRequest) => string | null | undefined | Promise<string | null | undefined>)
    | undefined;
  /**
   * Which cookies go along, as for `fetch`: `'omit'`, `'same-origin'` or `'include'`. Default
   * `'same-origin'`, and `'include'` with `withCredentials`.
   */
  credentials?: RequestCredentials | undefined;
  /** Sends cookies to another origin, too. Default false: cookies go to the page's own origin only. */
  withCredentials?: boolean | undefined;
  /**
   * The id after which the stream begins, as `snapshot()` of the server gives it with its data. The
   * first request brings it; from then on the connection's own cursor counts. At most 1,024
   * characters. Default: none, the stream begins with what comes next.
   */
  cursor?: string | undefined;
  /**
   * `'shared'`: the tabs of the browser that ask for the same address with the same options have one
   * connection in common, which one of them holds. Needs Web Locks and BroadcastChannel; where they
   * are missing, and by default, `'own'`: a connection for this page.
   */
  tabs?: 'own' | 'shared' | undefined;
  /**
   * Milliseconds without a byte after which a connection counts as broken and is resumed by a new one;
   * 0 never. Default: two and a half of the server's heartbeats, once it has told how often they
   * come; a minute for the beginning of an answer.
   */
  silenceTimeout?: number | undefined;
  /**
   * Channels to read besides those that the server gives to whoever connects; the route decides about
   * each. Part of one connection with others who ask for others. Default: none.
   */
  channels?: readonly string[] | undefined;
  /**
   * The version of the events that this page understands, a whole number of 1 or more. Of an event
   * with a newer one, the page gets the data for its own version if the publisher gave it; otherwise
   * `onOutdated` is told. Default: whatever comes is taken.
   */
  version?: number | undefined;
  /** Replaces the global `fetch`, for instance to add an `Authorization` header. */
  fetch?: typeof fetch | undefined;
}

type Optional = 'fetch' | 'headers' | 'token' | 'silenceTimeout' | 'version';

export type ConnectionSettings = {
  [Name in Exclude<keyof ConnectionOptions, Optional>]-?: NonNullable<ConnectionOptions[Name]>;
} & Pick<ConnectionOptions, Optional>;

export class InvalidOptionError extends TypeError {
  readonly code = 'ERR_SSECAST_INVALID_OPTION';
  override readonly name = 'InvalidOptionError';
}

const kNumbers = [
  'reconnectInterval',
  'maxReconnectAttempts',
  'maxEvents',
  'silenceTimeout',
] as const;

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
    headers: options.headers,
    token: options.token,
    credentials: options.credentials ?? (options.withCredentials ? 'include' : 'same-origin'),
    silenceTimeout: options.silenceTimeout,
    channels: options.channels ?? [],
    version: options.version,
    fetch: options.fetch,
  };
  if (typeof settings.url !== 'string' || settings.url === '') {
    throw new InvalidOptionError(
      `Expected url to be the address of an SSE endpoint but received ${show(settings.url)}`,
    );
  }
  for (const name of kNumbers) {
    const value: unknown = settings[name];
    if (name === 'silenceTimeout' && value === undefined) continue;
    if (typeof value !== 'number' || !(value >= 0)) {
      throw new InvalidOptionError(
        `Expected ${name} to be a number of 0 or more but received ${show(value)}`,
      );
    }
  }
  checkCursor(settings.cursor);
  checkTabs(settings.tabs);
  checkHeaders(settings.headers);
  checkRest(settings);
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

function checkHeaders(headers: unknown): void {
  if (headers === undefined || typeof headers === 'function') return;
  const expected =
    'Expected headers to be an object of names and texts, or a function that gives one,';
  const isPlain = typeof headers === 'object' && headers !== null && !(Symbol.iterator in headers);
  if (!isPlain) throw new InvalidOptionError(`${expected} but received ${show(headers)}`);
  for (const [name, value] of Object.entries(headers)) {
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof value === 'string' && !/[\r\n\0]/.test(value))
      continue;
    throw new InvalidOptionError(
      `${expected} but received what no header can be for ${show(name)}`,
    );
  }
}

function checkRest({ token, credentials, channels, version }: Record<string, unknown>): void {
  if (token !== undefined && typeof token !== 'string' && typeof token !== 'function') {
    throw new InvalidOptionError(
      `Expected token to be a string, or a function that gives one, but received ${show(token)}`,
    );
  }
  if (!['omit', 'same-origin', 'include'].includes(credentials as string)) {
    throw new InvalidOptionError(
      `Expected credentials to be 'omit', 'same-origin' or 'include' but received ${show(credentials)}`,
    );
  }
  if (!Array.isArray(channels)) {
    throw new InvalidOptionError(
      `Expected channels to be an array of names but received ${show(channels)}`,
    );
  }
  checkChannels(channels);
  if (version !== undefined && !(Number.isSafeInteger(version) && (version as number) >= 1)) {
    throw new InvalidOptionError(
      `Expected version to be a whole number of 1 or more but received ${show(version)}`,
    );
  }
}

/** @throws InvalidOptionError for anything but texts that have something in them */
export function checkChannels(channels: readonly unknown[]): void {
  for (const name of channels) {
    if (typeof name === 'string' && name !== '') continue;
    throw new InvalidOptionError(
      `Expected channels to be names of at least one character but received ${show(name)}`,
    );
  }
}

/**
 * The same for two sets of options exactly when they can share one connection. Where to begin is
 * no part of it: see `Coverage`.
 */
export function connectionKey(settings: ConnectionSettings): string {
  const { url, reconnectInterval, maxReconnectAttempts, maxEvents, credentials, tabs } = settings;
  const { silenceTimeout = '', version = '' } = settings;
  const parts = [tabs, credentials, reconnectInterval, maxReconnectAttempts, maxEvents];
  // String() because JSON has no Infinity.
  return [...parts, silenceTimeout, version, digest(secrets(settings)), url].map(String).join(' ');
}

/** Functions are alike: components write them anew with each render, and mean the same. */
function secrets({ headers, token }: ConnectionSettings): string {
  const said = typeof headers === 'object' ? Object.entries(headers).sort() : typeof headers;
  return JSON.stringify([said, typeof token === 'string' ? [token] : typeof token]);
}

/** Two rounds of FNV-1a. The key also names a lock, which other scripts can list: no token in it. */
function digest(text: string): string {
  const round = (start: number) => {
    let hash = start;
    for (let index = 0; index < text.length; index++) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
    return (hash >>> 0).toString(36);
  };
  return `${round(0x811c9dc5)}.${round(0x9e3779b9)}`;
}

function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
