/** What a `token` function gets. */
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
   * Reconnects in a row that may fail before the connection is given up. The count begins anew as soon
   * as the server sends something, and when the network is back or the page is visible again,
   * which also revives a connection that was given up. Default 5; 0 never reconnects, `Infinity` never
   * gives up.
   */
  maxReconnectAttempts?: number | undefined;
  /** Events kept in `events`, newest last. Default 100; 0 keeps none. */
  maxEvents?: number | undefined;
  /**
   * Headers of each request, or a function that returns them for each attempt. `Accept`, `Content-Type`
   * and `Last-Event-ID` are the connection's own. Across origins they need a preflight. Default: none.
   */
  headers?:
    | Record<string, string>
    | (() => Record<string, string> | Promise<Record<string, string>>)
    | undefined;
  /**
   * Sent as `Authorization: Bearer <token>`. A function is called for each attempt, and once more when
   * the server answers 401. Null, undefined or an empty string sends none. Default: none.
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
   * The id after which the stream begins, as `snapshot()` of the server returns it with its data. The
   * first request sends it; from then on the connection's own cursor counts. At most 1,024 characters.
   * Default: none, the stream begins with the next event.
   */
  cursor?: string | undefined;
  /**
   * `'shared'`: tabs of the browser with the same address and options use one connection, which one of
   * them holds. It needs Web Locks and BroadcastChannel, and loads a part of this package when it is
   * first used. Without them, and by default, `'own'`: a connection for this page.
   */
  tabs?: 'own' | 'shared' | undefined;
  /**
   * Milliseconds without a byte after which a connection counts as broken, and a new one resumes it;
   * 0 never. Default: two and a half of the server's heartbeats, whose interval the event `connected`
   * brings; a minute for the beginning of an answer.
   */
  silenceTimeout?: number | undefined;
  /**
   * Channels to read besides those that the server adds for each client; the route decides about each.
   * Components with different channels share one connection. Default: none.
   */
  channels?: readonly string[] | undefined;
  /**
   * The version of the events that this page understands, a whole number of 1 or more. For an event of
   * a newer version, the page gets the data for its own version if the publisher sent it; otherwise
   * `onOutdated` is called. Default: the page takes every version.
   */
  version?: number | undefined;
  /** Replaces the global `fetch`, for instance to add an `Authorization` header. */
  fetch?: typeof fetch | undefined;
}

type Optional = 'fetch' | 'headers' | 'token' | 'silenceTimeout' | 'version';

/** Options with their defaults, checked. */
export type ConnectionSettings = {
  [Name in Exclude<keyof ConnectionOptions, Optional>]-?: NonNullable<ConnectionOptions[Name]>;
} & Pick<ConnectionOptions, Optional>;
