import type { ConnectionSettings } from './options.js';

/** Opens the stream. `cursor`: the id of the last event received, or an empty string. */
export function request(
  settings: ConnectionSettings,
  cursor: string,
  signal: AbortSignal,
): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'text/event-stream' };
  let { url } = settings;
  if (cursor !== '') {
    if (isSameOrigin(url)) headers['Last-Event-ID'] = utf8Bytes(cursor);
    else url = withCursor(url, cursor);
  }
  const send = settings.fetch ?? globalThis.fetch;
  return send(url, {
    headers,
    signal,
    cache: 'no-store',
    credentials: settings.withCredentials ? 'include' : 'same-origin',
  });
}

export function isEventStream(response: Response): boolean {
  const type = response.headers.get('content-type') ?? '';
  return response.status === 200 && /^text\/event-stream\s*(;|$)/i.test(type);
}

/** Outside a browser there is no origin, and no preflight to spare. */
function isSameOrigin(url: string): boolean {
  const page = globalThis.location?.href;
  return !page || new URL(url, page).origin === new URL(page).origin;
}

/**
 * Across origins the header would need a preflight (it is safelisted for short, plain values only),
 * so the cursor travels in the address.
 */
function withCursor(url: string, cursor: string): string {
  const address = new URL(url, globalThis.location?.href);
  address.searchParams.set('lastEventId', cursor);
  return address.href;
}

/** A header is a string of bytes; WHATWG HTML, section 9.2.4, sends the id as UTF-8. */
function utf8Bytes(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}
