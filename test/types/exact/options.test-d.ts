/** Only compiled, under `exactOptionalPropertyTypes`: every option may be said to be undefined. */
import {
  type Connection,
  type ConnectionListener,
  type ConnectionOptions,
  createConnection,
} from 'ssecast/client';
import {
  createSessionEventsHook,
  createWorkspaceProvider,
  type DashboardSSEOptions,
  type SessionEventsHookOptions,
  type SessionEventsOptions,
  type SSEHookOptions,
  useDashboardSSE,
  useSSE,
  type WorkspaceEventsOptions,
  type WorkspaceEventsProviderProps,
  type WorkspaceProviderOptions,
} from 'ssecast/react';

interface Events {
  notification: { title: string };
}
type WorkspaceEvent = { type: 'A' };

/** What an app has that computes its options: any of them may be undefined. */
declare function maybe<Options>(): { [Name in keyof Options]?: Options[Name] | undefined };
type OfProvider = Omit<WorkspaceEventsProviderProps<WorkspaceEvent>, 'workspaceId'>;

export function Client(live: Connection<Events>) {
  createConnection(maybe<ConnectionOptions>());
  live.listen(maybe<ConnectionListener<Events>>());
  live.listen({ eventHandlers: maybe<NonNullable<ConnectionListener<Events>['eventHandlers']>>() });
}

export function Hooks() {
  useSSE<Events>(maybe<SSEHookOptions<Events>>());
  useSSE<Events>({ eventHandlers: { notification: undefined, gap: undefined } });
  useDashboardSSE<number>(maybe<DashboardSSEOptions<number>>());
  const useSession = createSessionEventsHook<Events>(maybe<SessionEventsHookOptions>());
  useSession('a', { notification: undefined }, maybe<SessionEventsOptions>());
  const { useWorkspaceEvents, WorkspaceEventsProvider } = createWorkspaceProvider<WorkspaceEvent>(
    maybe<WorkspaceProviderOptions>(),
  );
  useWorkspaceEvents(undefined, maybe<WorkspaceEventsOptions>());
  WorkspaceEventsProvider({ workspaceId: undefined, ...maybe<OfProvider>() });
  // @ts-expect-error a number is no url
  useSSE({ url: 5 });
}
