import type { Failure } from '../stream/failure.js';
import { untilAborted } from './until-aborted.js';

/** The parser refuses to read on. */
export class EventTooLargeError extends Error {
  constructor(limit: number) {
    super(`Expected events of at most ${limit} characters but received a longer one`);
  }
}

/** Nothing has come for too long. */
export class SilenceError extends Error {}

/** A function among the options threw, or gave what cannot be used. */
export class OptionFailedError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
  }
}

/**
 * What an answer other than an event stream means. Only 401 and 403 are final: proxies answer 502
 * or a page of HTML while a server restarts, and 404 while a new version is rolled out.
 */
export function failureOf({ status, headers }: Response): Failure {
  if (status === 401) {
    return {
      code: 'ERR_SSECAST_UNAUTHORIZED',
      message: 'The server asks for authentication (401); sign in, then call reconnect()',
      status,
      final: true,
    };
  }
  if (status === 403) {
    return {
      code: 'ERR_SSECAST_FORBIDDEN',
      message: 'The server does not allow this connection (403)',
      status,
      final: true,
    };
  }
  const isOk = status === 200;
  const received = isOk ? headers.get('content-type') || 'no content type' : status;
  return {
    code: 'ERR_SSECAST_BAD_RESPONSE',
    message: `Expected ${isOk ? 'text/event-stream' : 'an event stream'} but received ${received}`,
    status,
    retryAfter: isOk ? undefined : retryAfterOf(headers.get('retry-after')),
  };
}

/** A server that asks for more, by mistake or because a clock is wrong, is asked again in between. */
const longestRetryAfter = 3_600_000;

/** RFC 9110, section 10.2.3: seconds or a date. */
function retryAfterOf(value: string | null): number | undefined {
  if (!value) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return ms > 0 ? Math.min(ms, longestRetryAfter) : undefined;
}

/** Characters of a refusal that are read. */
const longestRefusal = 16_384;

/** What the JSON of a refusal says, if it is ssecast's. */
export interface Refusal {
  error?: string;
  channel?: string;
}

export async function refusalOf(response: Response, signal: AbortSignal): Promise<Refusal> {
  const length = Number(response.headers.get('content-length') ?? 0);
  const type = response.headers.get('content-type') ?? '';
  if (length > longestRefusal || !type.includes('json')) {
    void response.body?.cancel().catch(() => undefined);
    return {};
  }
  try {
    const body: unknown = await untilAborted(response.json(), signal);
    const { error, channel } = (body ?? {}) as Record<string, unknown>;
    return {
      ...(typeof error === 'string' ? { error } : {}),
      ...(typeof channel === 'string' ? { channel } : {}),
    };
  } catch {
    // No JSON, whatever its type says: the status says enough.
    return {};
  }
}

/** What the server says of a channel that it refuses. */
export function channelRefused(
  channel: string,
  status: number,
  error: string | undefined,
): Failure {
  const reason = error ? `: ${error.replace(/\.$/, '')}` : '';
  return {
    code: 'ERR_SSECAST_CHANNEL_REFUSED',
    message: `The server refused the channel ${JSON.stringify(channel)} (${status})${reason}`,
    status,
    channel,
  };
}

/** A connection that was open and broke off. */
export function lost(message: string, cause?: unknown): Failure {
  return { code: 'ERR_SSECAST_CONNECTION_LOST', message, cause };
}

/** What an exception of `fetch` or of the stream means. */
export function failureFrom(cause: unknown, wasOpen: boolean): Failure {
  if (cause instanceof EventTooLargeError) {
    return { code: 'ERR_SSECAST_EVENT_TOO_LARGE', message: cause.message, cause };
  }
  if (cause instanceof OptionFailedError) {
    return { code: 'ERR_SSECAST_OPTION_FAILED', message: cause.message, cause };
  }
  if (wasOpen) {
    return lost(cause instanceof SilenceError ? cause.message : 'The connection was lost', cause);
  }
  return { code: 'ERR_SSECAST_UNREACHABLE', message: 'The server cannot be reached', cause };
}
