import { askDebugRoute, type DebugAnswer } from './ask-debug-route.js';
import { browserHeaders } from './browser-headers.js';
import { connectedData, isEventStream, lastId } from './connected.js';
import { askHead, type Head } from './head.js';
import { follow, type Redirect } from './redirects.js';
import type { RouteSettings } from './settings.js';
import { type Watched, type WatchOptions, watchStream } from './watch-stream.js';

/** Everything that was seen of a route. The checks look at this alone. */
export interface Observation {
  /** With the address where the redirects ended. */
  settings: RouteSettings;
  redirects: Redirect[];
  stream: Watched;
  /** Answers to HEAD, which no proxy has a reason to hold back. */
  plain: Head[];
  /** The answer to TRACE, which most proxies give themselves. Asked where nothing else was answered. */
  front?: Head | undefined;
  /** The stream once more, without compression. Opened where it was compressed, or nothing came. */
  uncompressed?: Watched | undefined;
  /** The stream as a page opens it that comes back with the last id. */
  again: Watched[];
  /** What the debug route says of a client of ours. */
  debug?: DebugAnswer | undefined;
  /** What a page of the other origin gets. */
  elsewhere?: { stream: Watched; preflight?: Head | undefined } | undefined;
}

/** Milliseconds that a stream is watched when it is opened again. */
const kLongestLook = 5_000;
/** Milliseconds for an answer without a stream. */
const kPatience = 3_000;
/** How often the quick requests are repeated: the fastest of them counts. */
const kRepeats = 3;
/** An id that is longer is no safelisted header of CORS. */
const kLongId = 128;

/** Looks at a route, one request after the other. */
export async function observe(asked: RouteSettings): Promise<Observation> {
  const {
    watched: stream,
    settings,
    redirects,
  } = await follow(asked, ({ url: to, headers: sent }) =>
    watchStream({
      url: to,
      method: 'GET',
      headers: browserHeaders({ url: to, headers: sent }),
      wait: asked.wait,
      isEnough: (watched) => !asked.watchesOn && hasAll(watched),
    }),
  );
  const seen: Observation = { settings, redirects, stream, plain: [], again: [] };
  if (stream.head !== undefined && !isEventStream(stream)) return seen;
  // Nothing listens there.
  if (stream.head === undefined && stream.failure !== undefined) return seen;
  const wait = Math.min(settings.wait, kLongestLook);
  await lookCloser(seen, {
    url: settings.url,
    method: 'GET',
    headers: browserHeaders(settings),
    wait,
  });
  return seen;
}

async function lookCloser(seen: Observation, get: WatchOptions): Promise<void> {
  const { settings, stream } = seen;
  const { headers, url } = get;
  for (let time = 0; time < kRepeats; time++) {
    const head = await askHead({ url, method: 'HEAD', headers }, kPatience);
    if (head === undefined) break;
    seen.plain.push(head);
  }
  if (stream.head === undefined) {
    seen.front = await askHead({ url, method: 'TRACE', headers: {} }, kPatience);
  }
  const coding = stream.head?.headers['content-encoding'];
  if (stream.blocks.length === 0 || coding !== undefined) {
    const plainly = { ...headers, 'accept-encoding': 'identity' };
    seen.uncompressed = await watchStream({ ...get, headers: plainly, isEnough: hasBlock });
  }
  if (stream.blocks.length > 0) await comeBack(seen, get);
  if (settings.origin !== undefined) seen.elsewhere = await lookFrom(settings.origin, seen, get);
}

/** Opens the stream again, with the id that a page would send. */
async function comeBack(seen: Observation, get: WatchOptions): Promise<void> {
  const { settings, stream } = seen;
  const id = lastId(stream);
  const headers = id === undefined ? get.headers : { ...get.headers, 'last-event-id': id };
  for (let time = 0; time < kRepeats - 1; time++) {
    const isLast = time === kRepeats - 2;
    const again = await watchStream({
      ...get,
      headers,
      isEnough: hasBlock,
      async beforeClose(watched) {
        if (isLast) seen.debug = await askDebugRoute(settings, connectedData(watched)?.clientId);
      },
    });
    seen.again.push(again);
  }
}

async function lookFrom(origin: string, seen: Observation, get: WatchOptions) {
  const { settings } = seen;
  const { url } = settings;
  const headers = browserHeaders(settings, origin);
  const stream = await watchStream({ ...get, headers, isEnough: hasBlock });
  const names = ['content-type'];
  if (settings.headers.authorization !== undefined) names.push('authorization');
  if ((lastId(seen.stream)?.length ?? 0) > kLongId) names.push('last-event-id');
  const preflight = await askHead(
    {
      url,
      method: 'OPTIONS',
      // Browsers send no cookies and no tokens with it.
      headers: {
        ...browserHeaders({ url, headers: {} }, origin),
        'access-control-request-method': 'POST',
        'access-control-request-headers': names.sort().join(','),
      },
    },
    kPatience,
  );
  return { stream, preflight };
}

const hasBlock = ({ blocks }: Watched): boolean => blocks.length > 0;

/** The event `connected` announces the rest; of other servers nothing is known in advance. */
const hasAll = (watched: Watched): boolean =>
  connectedData(watched)?.heartbeatInterval !== undefined;
