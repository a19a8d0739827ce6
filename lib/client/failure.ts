/** Why there is no stream, or none any more. */
export type FailureCode =
  | 'ERR_SSECAST_UNREACHABLE'
  | 'ERR_SSECAST_CONNECTION_LOST'
  | 'ERR_SSECAST_UNAUTHORIZED'
  | 'ERR_SSECAST_FORBIDDEN'
  | 'ERR_SSECAST_BAD_RESPONSE'
  | 'ERR_SSECAST_EVENT_TOO_LARGE'
  | 'ERR_SSECAST_CHANNEL_REFUSED'
  | 'ERR_SSECAST_OPTION_FAILED';

export interface Failure {
  code: FailureCode;
  /** A sentence without its full stop. */
  message: string;
  /** Trying again cannot help. */
  final: boolean;
  /** HTTP status, if there was an answer. */
  status?: number;
  /** Milliseconds the server asked to stay away, an hour at most. */
  retryAfter?: number;
  /** The channel that it is about, if it is about one. */
  channel?: string;
  /** What `fetch` or the stream threw. */
  cause?: unknown;
}

/** The parser refuses to read on. */
export class EventTooLargeError extends Error {
  readonly code = 'ERR_SSECAST_EVENT_TOO_LARGE';
}

/** Nothing has come for too long. */
export class SilenceError extends Error {}

/** A function among the options threw, or gave what cannot be used. */
export class OptionFailedError extends Error {
  readonly code = 'ERR_SSECAST_OPTION_FAILED';

  constructor(message: string, cause: unknown) {
    super(message, { cause });
  }
}

/**
 * What an answer other than an event stream means. Only 401 and 403 are final: proxies answer 502
 * or a page of HTML while a server restarts, and 404 while a new version is rolled out.
 */
export function failureOf(response: Response): Failure {
  const { status } = response;
  const failure = { status, final: false };
  if (status === 401) {
    return {
      ...failure,
      code: 'ERR_SSECAST_UNAUTHORIZED',
      message: 'The server asks for authentication (401); sign in, then call reconnect()',
      final: true,
    };
  }
  if (status === 403) {
    return {
      ...failure,
      code: 'ERR_SSECAST_FORBIDDEN',
      message: 'The server does not allow this connection (403)',
      final: true,
    };
  }
  const code = 'ERR_SSECAST_BAD_RESPONSE';
  if (status !== 200) {
    const retryAfter = retryAfterOf(response.headers.get('retry-after'));
    return {
      ...failure,
      code,
      message: `Expected an event stream but received ${status}`,
      retryAfter,
    };
  }
  const type = response.headers.get('content-type') || 'no content type';
  return { ...failure, code, message: `Expected text/event-stream but received ${type}` };
}

/** A server that asks for more, by mistake or because a clock is wrong, is asked again in between. */
const longestRetryAfter = 3_600_000;

/** RFC 9110, section 10.2.3: seconds or a date. */
function retryAfterOf(value: string | null): number | undefined {
  if (!value) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return ms > 0 ? Math.min(ms, longestRetryAfter) : undefined;
}

/** A connection that was open and broke off. */
export function lost(message: string, cause?: unknown): Failure {
  return { code: 'ERR_SSECAST_CONNECTION_LOST', message, cause, final: false };
}

/** What an exception of `fetch` or of the stream means. */
export function failureFrom(cause: unknown, wasOpen: boolean): Failure {
  if (cause instanceof EventTooLargeError || cause instanceof OptionFailedError) {
    return { code: cause.code, message: cause.message, cause, final: false };
  }
  const isSilence = cause instanceof SilenceError;
  if (wasOpen) return lost(isSilence ? cause.message : 'The connection was lost', cause);
  const message = 'The server cannot be reached';
  return { code: 'ERR_SSECAST_UNREACHABLE', message, cause, final: false };
}
