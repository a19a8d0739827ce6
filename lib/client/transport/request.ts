import type { ConnectionSettings, TokenRequest } from '../options/options.js';
import type { Failure } from '../stream/failure.js';
import { OptionFailedError } from './failures.js';
import { untilAborted } from './until-aborted.js';

/** What a request to open the stream says. */
export interface Opening {
  /** The id of the last event received, or an empty string. */
  cursor: string;
  /** The channels to read from the beginning. */
  channels: readonly string[];
}

/** Channels to join and to leave on an open stream. */
export interface ChannelChange {
  clientId: string;
  join: readonly string[];
  leave: readonly string[];
}

/**
 * Opens the stream.
 * @throws OptionFailedError when a function of the options does
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
 * Asks for other channels on a stream that is open.
 * @throws OptionFailedError when a function of the options does
 */
export function requestChange(
  settings: ConnectionSettings,
  change: ChannelChange,
  signal: AbortSignal,
): Promise<Response> {
  const headers = { Accept: 'application/json', 'Content-Type': 'application/json' };
  const body = JSON.stringify(change);
  return send(settings, settings.url, { method: 'POST', headers, body }, signal);
}

/**
 * Asks who the page is to the server, for `tabs: 'shared'`.
 * @throws OptionFailedError when a function of the options does
 */
export function requestIdentity(
  settings: ConnectionSettings,
  signal: AbortSignal,
): Promise<Response> {
  const headers = { Accept: 'application/json', 'Content-Type': 'application/json' };
  const body = JSON.stringify({ identify: true });
  return send(settings, settings.url, { method: 'POST', headers, body }, signal);
}

/** A 401 to a token that a function gave is answered with one more try: it may just have expired. */
async function send(
  settings: ConnectionSettings,
  url: string,
  init: RequestInit & { headers: Record<string, string> },
  signal: AbortSignal,
): Promise<Response> {
  const attempt = async (asked: TokenRequest) => {
    const headers = await headersFor(settings, init.headers, asked, signal);
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
  settings: ConnectionSettings,
  own: Record<string, string>,
  asked: TokenRequest,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const { headers: some, token: bearer } = settings;
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
    throw new OptionFailedError('headers or token gave what no header can carry', cause);
  }
  return { ...headers, ...own };
}

/** A plain value, or what a function of the options gives for this attempt. */
async function call<Value>(
  name: string,
  run: () => Value | Promise<Value>,
  signal: AbortSignal,
): Promise<Value> {
  try {
    return await untilAborted(Promise.resolve(run()), signal);
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new OptionFailedError(`The function ${name} failed: ${messageOf(cause)}`, cause);
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

export function isEventStream(response: Response): boolean {
  const type = response.headers.get('content-type') ?? '';
  return response.status === 200 && /^text\/event-stream\s*(;|$)/i.test(type);
}

/** Characters of a refusal that are read. */
const kLongestRefusal = 16_384;

/** What ssecast's JSON says about a refusal, as far as it is one. */
export async function refusalOf(
  response: Response,
  signal: AbortSignal,
): Promise<{ error?: string; channel?: string }> {
  const length = Number(response.headers.get('content-length') ?? 0);
  const type = response.headers.get('content-type') ?? '';
  if (length > kLongestRefusal || !type.includes('json')) {
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
    // Not the JSON that it says it is: the status says enough.
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
    final: false,
  };
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
