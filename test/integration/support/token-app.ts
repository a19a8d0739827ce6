import {
  type Broadcaster,
  type BroadcasterOptions,
  createBroadcaster,
  type Identity,
} from 'ssecast';
import { createSSERoute, type SSERouteOptions } from 'ssecast/next';
import { register } from 'ssecast/next/instrumentation';
import type { EventClient, RequestOptions } from './event-client.js';
import { closeAll, eventually, silent } from './server.js';
import { serveRoute } from './web-route.js';

export const paths = ['direct', 'stream'] as const;

/** A stream that is open. */
export interface Opened {
  client: EventClient;
  connected: { clientId: string; resumed: boolean; replayed: number; gap: boolean };
}

/** A route whose clients show a token. */
export interface TokenApp {
  live: Broadcaster;
  /** Who has which token; nobody else is let in. */
  tokens: Map<string, Identity>;
  /** Asks for a stream. */
  as(token: string, options?: RequestOptions): EventClient;
  /** Opens a stream, and checks that it is on the path of the app. */
  open(token: string, options?: RequestOptions): Promise<Opened>;
  /** The head of the answer to somebody who gets no stream. */
  refusal(token: string, options?: RequestOptions): Promise<string>;
  /** Waits until everything published before has come. */
  settle(opened: Opened): Promise<void>;
  /** Ends all streams. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function serveTokens(
  options: BroadcasterOptions & { name: string },
  route?: Pick<SSERouteOptions, 'channels'>,
): Promise<TokenApp> {
  process.env.NEXT_RUNTIME = 'nodejs';
  register();
  const live = createBroadcaster({ logger: silent, ...options });
  const path = options.directPath === false ? 'stream' : 'direct';
  const tokens = new Map<string, Identity>([
    ['ann', { userId: 'ann', sessionId: 'a1', channels: ['news', 'team-a'] }],
    ['bob', { userId: 'bob', sessionId: 'b1', channels: ['news', 'team-b'] }],
  ]);
  const { GET } = createSSERoute({
    ...route,
    broadcaster: live,
    authorize: (request) => tokens.get(request.headers.get('authorization') ?? ''),
  });
  const app = await serveRoute(GET);
  const as = (token: string, request: RequestOptions = {}) =>
    app.open({ ...request, headers: { Authorization: token, ...request.headers } });
  return {
    live,
    tokens,
    as,
    async open(token, request) {
      const client = as(token, request);
      const connected = JSON.parse((await client.next('connected')).data);
      expect(live.client(connected.clientId)?.path).toBe(path);
      return { client, connected };
    },
    async refusal(token, request = {}) {
      const client = as(token, {
        ...request,
        headers: { Connection: 'close', ...request.headers },
      });
      // A stream does not end, so it is not waited for.
      const head = await client.opened();
      if (!head.startsWith('http/1.1 200 ')) await client.ended;
      expect(client.events).toEqual([]);
      return head;
    },
    async settle({ client, connected }) {
      live.publish({ client: connected.clientId }, { event: 'settled', data: null });
      await client.next('settled');
    },
    async clear() {
      live.disconnect('all');
      await eventually(() => live.stats().clients.total === 0);
    },
    close: () => closeAll(live, app),
  };
}

/** The data of the events of that name, as far as they have come. */
export function dataOf(client: EventClient, name: string): unknown[] {
  return client.events.filter(({ event }) => event === name).map(({ data }) => JSON.parse(data));
}
