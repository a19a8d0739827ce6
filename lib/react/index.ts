/** `ssecast/react` */

export { SSEErrorEvent } from '../client/connection/error-event.js';
export type { AnyEvents, EventHandlers, ReceivedEvent } from '../client/connection/typed-events.js';
export { InvalidOptionError } from '../client/options/invalid-option.js';
export type { ConnectionStatus } from '../client/stream/item.js';
export type { ConnectedData, GapData, IncomingEvent, SSEEvent } from '../types/events.js';
export type { Member } from '../types/members.js';
export {
  createHooks,
  type HooksOptions,
  type LiveEvent,
  type LiveHandlers,
  type LiveHookOptions,
  type LiveHookReturn,
  type LiveHooks,
  type LiveSource,
  type NoChannel,
} from './create-hooks.js';
export {
  createPresence,
  type PresenceHookOptions,
  type PresenceHookReturn,
  type PresenceHooks,
  type PresenceSource,
} from './create-presence.js';
export {
  createSessionEventsHook,
  type SessionEventsHook,
  type SessionEventsHookOptions,
  type SessionEventsOptions,
  type SessionEventsReturn,
} from './create-session-events-hook.js';
export {
  createWorkspaceProvider,
  type WorkspaceEventListener,
  type WorkspaceEvents,
  type WorkspaceEventsOptions,
  type WorkspaceEventsProviderProps,
  type WorkspaceEventsReturn,
  type WorkspaceProviderOptions,
} from './create-workspace-provider.js';
export {
  type DashboardEvents,
  type DashboardSSEOptions,
  type DashboardSSEReturn,
  useDashboardSSE,
} from './use-dashboard-sse.js';
export {
  type SSEHookOptions,
  type SSEHookOptions as SSEOptions,
  type SSEHookReturn,
  useSSE,
} from './use-sse.js';
export type { ConnectedEvent } from './workspace-event.js';
