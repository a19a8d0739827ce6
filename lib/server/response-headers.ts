/**
 * The headers of every stream. `no-transform` keeps compressing middleware and proxies from holding
 * events back; `X-Accel-Buffering` does so for nginx. Never `Connection`, which HTTP/2 forbids: the
 * hand-over adds it where it is needed.
 */
export const streamHeaders: Readonly<Record<string, string>> = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
};

/** Why a client was not admitted, and the answer in place of its stream. After 429 and 503 it may retry. */
export interface Refusal {
  status: 401 | 429 | 503;
  text: string;
}

/** RFC 6585, section 4. */
export const kUserLimit: Refusal = {
  status: 429,
  text: 'Too many event streams are open for this user. Close one, or try again later.\n',
};

/** By the code of the error that `admit` throws. */
const refusals: Readonly<Record<string, Refusal>> = {
  ERR_SSECAST_MAX_CONNECTIONS: {
    status: 503,
    text: 'Too many event streams are open. Try again later.\n',
  },
  ERR_SSECAST_MAX_CONNECTIONS_PER_USER: kUserLimit,
  ERR_SSECAST_EXPIRED: {
    status: 401,
    text: 'The authorization for this event stream has expired.\n',
  },
  // Not 401: the client may still have rights, which the next authorisation decides.
  ERR_SSECAST_REVOKED: {
    status: 503,
    text: 'The rights of this client were changed while its request was answered. Try again in a moment.\n',
  },
  ERR_SSECAST_QUEUED: {
    status: 503,
    text:
      'An event stream cannot wait behind other answers on its connection. Send the request on a ' +
      'connection where no other is unanswered.\n',
  },
  ERR_SSECAST_DRAINING: {
    status: 503,
    text: 'The server is restarting. Try again in a moment.\n',
  },
  ERR_SSECAST_SYSTEM: {
    status: 503,
    text: 'The server has no room for one more event stream. Try again later.\n',
  },
  ERR_SSECAST_CLOSED: {
    status: 503,
    text: 'The event stream is shut down. Try again later.\n',
  },
};

/** The answer for an error of `admit`; undefined where the caller has made the mistake. */
export function refusalOf(error: unknown): Refusal | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && Object.hasOwn(refusals, code) ? refusals[code] : undefined;
}

/** Seconds after which a refused client may retry. They vary, so that clients do not return all at once. */
export function retryAfter(): number {
  return 5 + Math.floor(Math.random() * 11);
}

/** The headers of a refusal. A client that is answered 401 need not retry. */
export function refusalHeaders(status: Refusal['status']): Record<string, string> {
  return {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    ...(status === 401 ? undefined : { 'Retry-After': String(retryAfter()) }),
  };
}
