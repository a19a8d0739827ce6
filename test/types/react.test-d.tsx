/** Only compiled: wrong names and payloads in hooks are errors, and the documents' uses are none. */
import { useReducer } from 'react';
import { createConnection } from 'ssecast/client';
import {
  type ConnectedData,
  createSessionEventsHook,
  createWorkspaceProvider,
  type SSEErrorEvent,
  type SSEEvent,
  useDashboardSSE,
  useSSE,
} from 'ssecast/react';

declare function isExactly<Expected>(): <Actual>(
  actual: Actual,
) => [Actual, Expected] extends [Expected, Actual] ? 'yes' : never;
const yes = (_: 'yes') => undefined;

interface Events {
  notification: { title: string; body: string };
  unreadCount: { count: number };
}

/** Documents 2 and 4: untyped. */
export function Untyped() {
  const { lastEvent, events, isConnected, error } = useSSE({
    url: '/api/sse',
    autoConnect: true,
    reconnectInterval: 5000,
    maxReconnectAttempts: 5,
    onOpen: () => console.log('Connected'),
    onClose: () => console.log('Disconnected'),
    onError: (error: Event) => console.error('Error:', error),
    onMessage: (event: SSEEvent) => console.log('Message:', event),
    eventHandlers: { notification: (data) => console.log(data.title, data.anything) },
  });
  const event: SSEEvent | null = lastEvent;
  const all: SSEEvent[] = events;
  return `${isConnected} ${error} ${event?.data.sender} ${all[0]?.data.message}`;
}

export function Typed() {
  const { lastEvent, events, join, leave } = useSSE<Events>({
    headers: { 'x-tenant': 'a' },
    token: async () => 'token',
    channels: ['orders'],
    eventHandlers: {
      notification: (data, event) => {
        yes(isExactly<{ title: string; body: string }>()(data));
        yes(isExactly<string | undefined>()(event.id));
      },
      unreadCount: ({ count }) => count.toFixed(),
      connected: (data) => yes(isExactly<ConnectedData>()(data)),
      gap: ({ from, to }) => `${from} ${to}`,
    },
    onMessage: (event) => {
      if (event.event === 'unreadCount') yes(isExactly<number>()(event.data.count));
    },
  });
  join('a', 'b');
  leave('a');
  // @ts-expect-error a channel is a text
  join(5);
  if (lastEvent?.event === 'notification') return lastEvent.data.title;
  // @ts-expect-error there is no such event
  if (lastEvent?.event === 'notified') return null;
  // @ts-expect-error the data of an event is known only when its name is
  events[0]?.data.title;
  return null;
}

export function WrongHandlers() {
  // @ts-expect-error there is no such event
  useSSE<Events>({ eventHandlers: { notified: () => undefined } });
  // @ts-expect-error the data has no such field
  useSSE<Events>({ eventHandlers: { unreadCount: ({ total }) => total } });
  // @ts-expect-error the data is no text
  useSSE<Events>({ eventHandlers: { unreadCount: (data: string) => data } });
  // @ts-expect-error a handler is a function
  useSSE<Events>({ eventHandlers: { unreadCount: 5 } });
  // @ts-expect-error no option
  useSSE({ autoconnect: true });
  // @ts-expect-error milliseconds are a number
  useSSE({ reconnectInterval: '5s' });
}

export function Dashboard() {
  const { data, updatedAt, lastEvent } = useDashboardSSE<{ orders: number }>({
    initialData: { orders: 1 },
    eventHandlers: { dashboardUpdate: ({ orders }) => orders.toFixed() },
  });
  yes(isExactly<{ orders: number } | null>()(data));
  yes(isExactly<number | null>()(updatedAt));
  // @ts-expect-error other figures
  useDashboardSSE<{ orders: number }>({ initialData: { order: 1 } });
  // @ts-expect-error the data has no such field
  useDashboardSSE<{ orders: number }>({ eventHandlers: { dashboardUpdate: ({ total }) => total } });
  const { data: any } = useDashboardSSE();
  return any.whatever ?? lastEvent?.event;
}

/** Document 1: the type of its events, and the data of each. */
interface RetrospectiveEvents {
  'item:added': { id: string; content: string };
  'vote:added': { itemId: string };
}
const useRetrospectiveEvents = createSessionEventsHook<RetrospectiveEvents>({
  url: (sessionId) => `/api/retrospective/${sessionId}/events`,
});
type SSEEventType = 'item:added' | 'item:updated' | 'connected';
const useUnknownData = createSessionEventsHook<Record<SSEEventType, unknown>>();
const useAnything = createSessionEventsHook({ url: '/api/events', token: () => 'token' });
// @ts-expect-error sessions are joined by the hook
createSessionEventsHook({ channels: ['session:a'] });

export function Board({ sessionId }: { sessionId: string | undefined }) {
  const { isConnected, status, reconnect } = useRetrospectiveEvents(
    sessionId,
    {
      'item:added': (item) => yes(isExactly<{ id: string; content: string }>()(item)),
      connected: ({ clientId }) => clientId,
    },
    { cursor: '5-1', onGap: ({ to }) => to, onJoined: (cursor) => cursor.length },
  );
  useUnknownData('a', { 'item:added': (data) => data as { id: string } });
  useAnything('a', { whatever: (data) => data.anything });
  // @ts-expect-error there is no such event
  useRetrospectiveEvents('a', { 'item:removed': () => undefined });
  // @ts-expect-error the data has no such field
  useRetrospectiveEvents('a', { 'vote:added': ({ id }) => id });
  // @ts-expect-error a session is a text
  useRetrospectiveEvents(5, {});
  return `${isConnected} ${status} ${reconnect}`;
}

/** Document 3. */
interface Channel {
  id: string;
  name: string;
}
type WorkspaceEvent =
  | { type: 'CHANNEL_UPDATED'; channel: Channel }
  | { type: 'CHANNEL_DELETED'; channelId: string; generalChannelId: string }
  | { type: 'connected' };
const { WorkspaceEventsProvider, useWorkspaceEvents } = createWorkspaceProvider<WorkspaceEvent>({
  url: '/api/workspaces/events',
  version: 2,
});
declare function reduce(state: Channel[], event: WorkspaceEvent): Channel[];

export function Workspace({ workspaceId }: { workspaceId: string }) {
  const [channels, dispatch] = useReducer(reduce, []);
  const { workspaceId: shown } = useWorkspaceEvents(
    (event, { id, channel }) => {
      switch (event.type) {
        case 'CHANNEL_UPDATED':
          yes(isExactly<Channel>()(event.channel));
          // @ts-expect-error of another event
          return event.channelId;
        case 'CHANNEL_DELETED':
          return event.generalChannelId;
        case 'connected':
          return `${id} ${channel}`;
        default:
          yes(isExactly<never>()(event));
          return undefined;
      }
    },
    { workspaceId: 'other' },
  );
  useWorkspaceEvents();
  // @ts-expect-error there is no such event
  useWorkspaceEvents((event) => event.type === 'CHANNEL_ADDED');
  return (
    <WorkspaceEventsProvider workspaceId={workspaceId} onEvent={dispatch} onGap={({ to }) => to}>
      {channels.length} {shown}
    </WorkspaceEventsProvider>
  );
}

/** A union without `connected` would not be told the truth. */
const withoutConnected = createWorkspaceProvider<{ type: 'A'; a: number }>();
declare function count(state: number, event: { type: 'A'; a: number }): number;
export function WithoutConnected() {
  const [number, dispatch] = useReducer(count, 0);
  return (
    // @ts-expect-error the reducer does not know `connected`
    <withoutConnected.WorkspaceEventsProvider workspaceId="a" onEvent={dispatch}>
      {number}
    </withoutConnected.WorkspaceEventsProvider>
  );
}
// @ts-expect-error events are told apart by their type
createWorkspaceProvider<{ kind: 'A' }>();

/** What `onError` is told has a code; a handler of `EventSource` fits, too. */
export function Errors() {
  const told = ({ code, status, final, channel }: SSEErrorEvent) =>
    `${code} ${status} ${final} ${channel}`;
  const native = (error: Event) => console.error(error.type);
  useSSE({
    onError: (error) => {
      yes(isExactly<SSEErrorEvent>()(error));
      if (error.final) console.error(error.code, error.message, error.status);
    },
  });
  useSSE({ onError: told });
  useSSE({ onError: native });
  useSSE<Events>({ onError: () => undefined });
  useRetrospectiveEvents('a', {}, { onError: told });
  useRetrospectiveEvents('a', {}, { onError: native });
  useWorkspaceEvents(undefined, { onError: ({ code }) => code });
  useDashboardSSE({ onError: ({ code }) => code.startsWith('ERR_SSECAST_') });
  createConnection().listen({ onError: ({ code, cause }) => [code, cause] });
  createConnection().listen({ onError: native });
  // @ts-expect-error no such code
  useSSE({ onError: ({ code }) => code === 'ERR_SSECAST_LOST' });
  // @ts-expect-error it is no message
  useSSE({ onError: (error: MessageEvent) => error.data });
}
