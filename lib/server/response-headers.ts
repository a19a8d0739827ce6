/**
 * What every stream is sent with. `no-transform` keeps compressing middleware and proxies from
 * holding events back, `X-Accel-Buffering` does it for nginx. Never `Connection`: HTTP/2 forbids it; the
 * hand-over adds it where it is needed.
 */
export const streamHeaders: Readonly<Record<string, string>> = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
};

/** An answer in place of a stream. After 429 and 503 the client may come back. */
export interface Refusal {
  status: 401 | 429 | 503;
  text: string;
}

/** By the code of the error that `admit` throws. 429 is RFC 6585, section 4. */
const refusals: Readonly<Record<string, Refusal>> = {
  ERR_SSECAST_MAX_CONNECTIONS: {
    status: 503,
    text: 'Too many event streams are open. Try again later.\n',
  },
  ERR_SSECAST_MAX_CONNECTIONS_PER_USER: {
    status: 429,
    text: 'Too many event streams are open for this user. Close one, or try again later.\n',
  },
  ERR_SSECAST_EXPIRED: {
    status: 401,
    text: 'The authorization for this event stream has expired.\n',
  },
  // Not 401: it may be the same client with other rights, which the next authorisation finds out.
  ERR_SSECAST_REVOKED: {
    status: 503,
    text: 'What may be read was changed while this request was answered. Try again in a moment.\n',
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

/** The answer that an error of `admit` means; undefined for an error that is the caller's. */
export function refusalOf(error: unknown): Refusal | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && Object.hasOwn(refusals, code) ? refusals[code] : undefined;
}

/** Seconds after which a refused client may come back. They differ, so that clients do not come together. */
export function retryAfter(): number {
  return 5 + Math.floor(Math.random() * 11);
}

/** The headers of a refusal. After 401 there is nothing to wait for. */
export function refusalHeaders(status: Refusal['status']): Record<string, string> {
  return {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    ...(status === 401 ? undefined : { 'Retry-After': String(retryAfter()) }),
  };
}
