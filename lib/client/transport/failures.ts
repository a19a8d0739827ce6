import type { Failure } from '../stream/failure.js';
import { untilAborted } from './until-aborted.js';

/** An exception that says itself what failed. */
export class FailureError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message, { cause: failure.cause });
  }
}

const refusals: Record<number, Pick<Failure, 'code' | 'message'>> = {
  401: {
    code: 'ERR_SSECAST_UNAUTHORIZED',
    message: 'The server asks for authentication (401); sign in, then call reconnect()',
  },
  403: {
    code: 'ERR_SSECAST_FORBIDDEN',
    message: 'The server does not allow this connection (403)',
  },
};

/**
 * What an answer other than an event stream means. Only 401 and 403 are final: proxies answer 502
 * or a page of HTML while a server restarts, and 404 while a new version is rolled out.
 */
export function failureOf({ status, headers }: Response): Failure {
  const refusal = refusals[status];
  if (refusal) return { ...refusal, status, final: true };
  const code = 'ERR_SSECAST_BAD_RESPONSE';
  if (status === 200) {
    const type = headers.get('content-type') || 'no content type';
    return { code, message: `Expected text/event-stream but received ${type}`, status };
  }
  const retryAfter = retryAfterOf(headers.get('retry-after'));
  return { code, message: `Expected an event stream but received ${status}`, status, retryAfter };
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

/** What ssecast answers with a refusal. */
export interface Refusal {
  error?: string | undefined;
  channel?: string | undefined;
}

/** What the JSON of a refusal says, if it is ssecast's. */
export async function refusalOf(response: Response, signal: AbortSignal): Promise<Refusal> {
  const { headers, body } = response;
  const isShort = Number(headers.get('content-length') ?? 0) <= longestRefusal;
  try {
    if (!isShort || !headers.get('content-type')?.includes('json')) throw new Error('no JSON');
    const { error, channel } = Object(await untilAborted(response.json(), signal));
    return { error: textOrNothing(error), channel: textOrNothing(channel) };
  } catch {
    // The status says enough.
    void body?.cancel().catch(() => undefined);
    return {};
  }
}

function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** What the server says of a channel that it refuses. */
export function channelRefused(channel: string, status: number, error = ''): Failure {
  const reason = error && `: ${error.replace(/\.$/, '')}`;
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
  if (cause instanceof FailureError) return cause.failure;
  if (wasOpen) return lost('The connection was lost', cause);
  return { code: 'ERR_SSECAST_UNREACHABLE', message: 'The server cannot be reached', cause };
}
