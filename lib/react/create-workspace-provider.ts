'use client';

import { createContext, createElement, type ReactElement, type ReactNode, useContext } from 'react';
import type { IncomingEvent } from '../types/events.js';
import { checkScopeUrl, toScope } from './scope.js';
import { type ScopeListener, type ScopeOptions, type ScopeState, useScope } from './use-scope.js';
import { type ConnectedEvent, type Discriminated, toWorkspaceEvent } from './workspace-event.js';

/** Options of `createWorkspaceProvider`. */
export type WorkspaceProviderOptions = ScopeOptions;

/**
 * Called with each event of a workspace: its object, whose `type` tells the kinds apart, and the event
 * as it was received (`id`, `timestamp`, `channel`). The event `connected` comes when the connection is
 * open, so the union has `{ type: 'connected' }`.
 */
export type WorkspaceEventListener<WorkspaceEvent extends Discriminated> = (
  event: WorkspaceEvent | ConnectedEvent,
  received: IncomingEvent,
) => void;

export interface WorkspaceEventsProviderProps<WorkspaceEvent extends Discriminated>
  extends ScopeListener {
  /** The workspace; undefined, null or '' while it is not known. */
  workspaceId: string | null | undefined;
  /** The function of the latest render is called. */
  onEvent?: WorkspaceEventListener<WorkspaceEvent> | undefined;
  children?: ReactNode | undefined;
}

export interface WorkspaceEventsOptions extends ScopeListener {
  /** Another workspace than the provider's, over the same connection. Default: the provider's. */
  workspaceId?: string | null | undefined;
}

export interface WorkspaceEventsReturn extends ScopeState {
  workspaceId: string | undefined;
}

export interface WorkspaceEvents<WorkspaceEvent extends Discriminated> {
  /** Listens to a workspace, and gives its id to the components in it. */
  WorkspaceEventsProvider(props: WorkspaceEventsProviderProps<WorkspaceEvent>): ReactElement;
  /**
   * Listens from a component: to the workspace of the provider around it, or to the one in the options.
   * @param onEvent the function of the latest render is called
   * @throws Error while rendering, without a provider and without a workspace
   */
  useWorkspaceEvents(
    onEvent?: WorkspaceEventListener<WorkspaceEvent>,
    options?: WorkspaceEventsOptions,
  ): WorkspaceEventsReturn;
}

/**
 * Makes the provider and the hook for the events that `notifyWorkspaceClients` sends to a workspace.
 * `WorkspaceEvent` is the union of those events. With one `url`, all workspaces use one connection, which
 * joins and leaves them as channels; the route needs the option `channels`. With
 * `url: (workspaceId) => …` each workspace has a connection of its own.
 *
 * @example
 * export const { WorkspaceEventsProvider, useWorkspaceEvents } =
 *   createWorkspaceProvider<WorkspaceEvent>({ url: '/api/workspaces/events' });
 * @throws InvalidOptionError
 */
export function createWorkspaceProvider<WorkspaceEvent extends Discriminated>(
  options: WorkspaceProviderOptions = {},
): WorkspaceEvents<WorkspaceEvent> {
  const { url = '/api/sse' } = options;
  checkScopeUrl('workspace', url);
  type Listener = WorkspaceEventListener<WorkspaceEvent>;
  /** Undefined outside of a provider, null in one that knows no workspace yet. */
  const Workspace = createContext<string | null | undefined>(undefined);

  function useWorkspace(
    id: string | null | undefined,
    onEvent: Listener | undefined,
    listener: ScopeListener,
  ): ScopeState {
    return useScope(toScope('workspace', url, id), options, listener, (event) =>
      onEvent?.(toWorkspaceEvent(event) as WorkspaceEvent, event),
    );
  }

  return {
    WorkspaceEventsProvider({ workspaceId, onEvent, children, ...listener }) {
      useWorkspace(workspaceId, onEvent, listener);
      return createElement(Workspace.Provider, { value: workspaceId ?? null }, children);
    },
    useWorkspaceEvents(onEvent, { workspaceId, ...listener } = {}) {
      const around = useContext(Workspace);
      if (workspaceId === undefined && around === undefined) {
        throw new Error(
          'useWorkspaceEvents was called outside of a WorkspaceEventsProvider. Put one around the ' +
            'component, or name the workspace: useWorkspaceEvents(onEvent, { workspaceId }).',
        );
      }
      const id = workspaceId === undefined ? around : workspaceId;
      return Object.assign(useWorkspace(id, onEvent, listener), { workspaceId: id || undefined });
    },
  };
}
