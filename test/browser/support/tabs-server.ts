import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { type Broadcaster, type BroadcasterOptions, createBroadcaster } from 'ssecast';
import { createSSEHandler } from 'ssecast/node';
import { closeAll, serveEvents, silent } from '../../integration/support/server.js';

const root = path.resolve(__dirname, '../../..');

/**
 * Idle until `live.connect()`, or with `?connect`: a page that has no connection left could not even
 * load.
 */
const page = `<!doctype html>
<title>tab</title>
<script type="module">
  import { createConnection } from '/dist/esm/lib/client/index.js';

  const asked = new URLSearchParams(location.search);
  window.requests = 0;
  window.numbers = [];
  window.gaps = 0;
  window.secrets = [];
  window.live = createConnection({
    url: '/events',
    tabs: asked.get('tabs') ?? 'own',
    reconnectInterval: 100,
    maxReconnectAttempts: Number(asked.get('attempts') ?? Infinity),
    fetch: (...request) => {
      window.requests += 1;
      return fetch(...request);
    },
  });
  live.listen({
    eventHandlers: {
      number: (number) => numbers.push(number),
      secret: (text) => secrets.push(text),
    },
    onGap: () => { window.gaps += 1; },
  });
  window.shown = [];
  addEventListener('pageshow', ({ persisted }) => shown.push(persisted));
  if (asked.has('connect')) live.connect();
</script>
`;

export interface TabsServer {
  readonly origin: string;
  readonly live: Broadcaster;
  /** Connections that it has streamed to so far. */
  accepted(): number;
  stop(): Promise<void>;
}

/** Plain HTTP/1.1 on loopback: a stream of events and a page with the client as it is published. */
export async function startTabsServer(options: BroadcasterOptions = {}): Promise<TabsServer> {
  const live = createBroadcaster({
    name: 'tabs',
    heartbeatInterval: 1_000,
    logger: silent,
    ...options,
  });
  let accepted = 0;
  const events = createSSEHandler({
    // Whoever the cookie says; without one, one and the same visitor.
    authorize: ({ headers }) => ({ userId: /user=(\w+)/.exec(headers.cookie ?? '')?.[1] }),
    broadcaster: live,
  });

  const app = await serveEvents((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    if (pathname === '/events') {
      if (request.method === 'GET') accepted += 1;
      void events(request, response);
    } else if (pathname === '/') {
      response.setHeader('Content-Type', 'text/html');
      response.end(page);
    } else {
      void sendModule(pathname, response);
    }
  });

  return {
    origin: app.origin,
    live,
    accepted: () => accepted,
    stop: () => closeAll(live, app),
  };
}

async function sendModule(pathname: string, response: ServerResponse): Promise<void> {
  const [, ...rest] = pathname.split('/');
  try {
    if (rest[0] !== 'dist') throw new Error(`Expected a module but was asked for ${pathname}`);
    const text = await readFile(path.join(root, ...rest), 'utf8');
    response.setHeader('Content-Type', 'text/javascript');
    response.end(text);
  } catch {
    response.statusCode = 404;
    response.end();
  }
}
