import type { ConnectionSettings, TokenRequest } from '../options/options.js';
import { FailureError } from './failures.js';
import { untilAborted } from './until-aborted.js';

/** What a request for the stream says. */
export interface Opening {
  /** The id of the last event received, or an empty string. */
  cursor: string;
  /** The channels to read from the beginning. */
  channels: readonly string[];
}

/**
 * Asks for the stream.
 * @throws FailureError `ERR_SSECAST_OPTION_FAILED` when a function of the options does
 */
export function openStream(
  settings: ConnectionSettings,
  { cursor, channels }: Opening,
  signal: AbortSignal,
): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'text/event-stream' };
  let { url } = settings;
  if (cursor !== '') {
    if (isSameOrigin(url)) headers['Last-Event-ID'] = utf8Bytes(cursor);
    else url = withCursor(url, cursor);
  }
  return send(settings, withChannels(url, channels), { headers, cache: 'no-store' }, signal);
}

/**
 * Asks for something besides the stream: other channels, or the page's identity.
 * @throws FailureError `ERR_SSECAST_OPTION_FAILED` when a function of the options does
 */
export function postJSON(
  settings: ConnectionSettings,
  body: object,
  signal: AbortSignal,
): Promise<Response> {
  const headers = { Accept: 'application/json', 'Content-Type': 'application/json' };
  return send(
    settings,
    settings.url,
    { method: 'POST', headers, body: JSON.stringify(body) },
    signal,
  );
}

/** A token may just have expired: after a 401 its function is called once more. */
async function send(
  settings: ConnectionSettings,
  url: string,
  init: RequestInit & { headers: Record<string, string> },
  signal: AbortSignal,
): Promise<Response> {
  const attempt = async (asked: TokenRequest) => {
    const headers = await headersFor(settings, init.headers, asked, signal);
    // The application's own `fetch` may send what is over.
    signal.throwIfAborted();
    const fetch = settings.fetch ?? globalThis.fetch;
    const { credentials } = settings;
    return untilAborted(fetch(url, { ...init, headers, signal, credentials }), signal);
  };
  const response = await attempt({ isRefused: false });
  if (response.status !== 401 || typeof settings.token !== 'function') return response;
  void response.body?.cancel().catch(() => undefined);
  return attempt({ isRefused: true });
}

/** The application's headers and token; what the protocol needs has the last word. */
async function headersFor(
  { headers: some, token: bearer }: ConnectionSettings,
  own: Record<string, string>,
  asked: TokenRequest,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const [given, token] = await Promise.all([
    typeof some === 'function' ? call('headers', some, signal) : some,
    typeof bearer === 'function' ? call('token', () => bearer(asked), signal) : bearer,
  ]);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given ?? {})) headers[name.toLowerCase()] = value;
  if (token) headers.authorization = `Bearer ${token}`;
  for (const name of Object.keys(own)) delete headers[name.toLowerCase()];
  try {
    new Headers(headers);
  } catch (cause) {
    throw optionFailed('headers or token returned what no header can carry', cause);
  }
  return { ...headers, ...own };
}

/** What a function of the options returns for this attempt. */
async function call<Value>(
  name: string,
  run: () => Value | Promise<Value>,
  signal: AbortSignal,
): Promise<Value> {
  try {
    return await untilAborted(Promise.resolve(run()), signal);
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw optionFailed(`The function ${name} failed: ${Object(cause).message ?? cause}`, cause);
  }
}

function optionFailed(message: string, cause: unknown): FailureError {
  return new FailureError({ code: 'ERR_SSECAST_OPTION_FAILED', message, cause });
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

/** Added by hand: outside a page there is nothing that a relative address could be resolved against. */
function withChannels(url: string, channels: readonly string[]): string {
  if (channels.length === 0) return url;
  const [address = '', ...fragment] = url.split('#');
  const query = channels.map((name) => `channel=${encodeURIComponent(name.toWellFormed())}`);
  const joined = `${address}${address.includes('?') ? '&' : '?'}${query.join('&')}`;
  return [joined, ...fragment].join('#');
}

/** A header is a string of bytes; WHATWG HTML, section 9.2.4, sends the id as UTF-8. */
function utf8Bytes(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}

export function isEventStream(response: Response): boolean {
  const type = response.headers.get('content-type') ?? '';
  return response.status === 200 && /^text\/event-stream\s*(;|$)/i.test(type);
}
