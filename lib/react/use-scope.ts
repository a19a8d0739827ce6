'use client';

import type { ConnectionListener } from '../client/connection/connection.js';
import type { AnyEvents } from '../client/connection/typed-events.js';
import type { ConnectionOptions } from '../client/options/options.js';
import type { Scope } from './scope.js';
import { type ConnectionState, stateOf } from './tracked-results.js';
import { useConnection } from './use-connection.js';

/** The connection of all hooks of one factory. */
export interface ScopeOptions extends Omit<ConnectionOptions, 'url' | 'cursor' | 'channels'> {
  /**
   * The address of the endpoint. One address: all components share one connection, on which each session
   * or workspace is a channel that they join and leave. A function: each session or workspace has an
   * address, and so a connection, of its own. Default `'/api/sse'`.
   */
  url?: string | ((id: string) => string) | undefined;
}

/** Options of one use of a hook. */
export interface ScopeListener
  extends Pick<ConnectionListener, 'onOpen' | 'onClose' | 'onError' | 'onGap' | 'onOutdated'> {
  /**
   * The id after which the events begin: `snapshot()` of the server returns it to a Server Component,
   * together with the data.
   */
  cursor?: string | undefined;
  /**
   * Events come from here on. Load what was published before `cursor` and is not in the page's data yet.
   * Called for a session or workspace that the component joins on an open connection, or that a reconnect
   * is the first to name.
   */
  onJoined?: ((cursor: string) => void) | undefined;
}

/** Of a hook for one session or workspace. */
export interface ScopeState extends ConnectionState {
  /** Replaces the connection, for all components that share it, by a new one that resumes where it stopped. */
  reconnect: () => void;
}

/** The events of a scope, and of no other that shares the connection. */
export function useScope(
  scope: Scope,
  options: Omit<ScopeOptions, 'url'>,
  { cursor, onError, onJoined, ...others }: ScopeListener,
  onEvent: NonNullable<ConnectionListener<AnyEvents>['onMessage']>,
): ScopeState {
  const { results, controls } = useConnection(
    scope.url === undefined
      ? undefined
      : { ...options, url: scope.url, cursor, channels: scope.channels },
    {
      ...others,
      onMessage: (event) => {
        if (scope.owns(event)) onEvent(event);
      },
      onError: (error) => {
        const { channel } = error;
        // The server may refuse the channel of another session or workspace.
        if (channel === undefined || scope.channels.includes(channel)) onError?.(error);
      },
      onJoined: (channel, position) => {
        if (scope.channels.includes(channel)) onJoined?.(position);
      },
    },
  );
  return Object.assign(stateOf(results), { reconnect: controls.reconnect });
}
