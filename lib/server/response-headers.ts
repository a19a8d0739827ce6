/**
 * What every stream is sent with. `no-transform` keeps compressing middleware and proxies from
 * holding events back, `X-Accel-Buffering` does it for nginx. Never `Connection`: HTTP/2 forbids it.
 */
export const streamHeaders: Readonly<Record<string, string>> = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
};

export const busyText = 'Too many event streams are open. Try again later.\n';
export const closedText = 'The event stream is shut down. Try again later.\n';

/** An answer 503. The seconds differ from client to client, so that they do not come back together. */
export function busyHeaders(): Record<string, string> {
  return {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    'Retry-After': String(5 + Math.floor(Math.random() * 11)),
  };
}
