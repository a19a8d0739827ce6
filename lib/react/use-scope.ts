'use client';

import type { ConnectionListener } from '../client/connection.js';
import type { ConnectionOptions } from '../client/options.js';
import type { AnyEvents } from '../client/typed-events.js';
import { type ScopeKind, toScope } from './scope.js';
import { type ConnectionState, useConnection } from './use-connection.js';

/** How the events of sessions or workspaces are had; for all hooks of one factory. */
export interface ScopeOptions extends Omit<ConnectionOptions, 'url' | 'cursor' | 'channels'> {
  /**
   * Where to connect to. One address: everybody shares one connection, on which each session or
   * workspace is joined and left as a channel. A function: each has an address, and so a connection, of
   * its own. Default `'/api/sse'`.
   */
  url?: string | ((id: string) => string) | undefined;
}

/** What one use of a hook may say besides. */
export interface ScopeListener
  extends Pick<ConnectionListener, 'onOpen' | 'onClose' | 'onError' | 'onGap' | 'onOutdated'> {
  /**
   * The id after which the events begin: `snapshot()` of the server gives it to a Server Component
   * together with the data.
   */
  cursor?: string | undefined;
  /**
   * From here on its events come: what was published before `cursor` and is not in the page's data yet has to
   * be loaded. Only for a session or workspace that is joined on a connection that was open already.
   */
  onJoined?: ((cursor: string) => void) | undefined;
}

/** Of a hook for one session or workspace. */
export interface ScopeState extends ConnectionState {
  /** Replaces the connection, of everybody who shares it, by a new one that resumes where it stopped. */
  reconnect: () => void;
}

/**
 * The events of one session or workspace, and of no other that shares the connection.
 * @param id nothing, or an empty text, takes no part in any connection
 */
export function useScope(
  kind: ScopeKind,
  { url = '/api/sse', ...options }: ScopeOptions,
  id: string | null | undefined,
  { cursor, onError, onJoined, ...others }: ScopeListener,
  onEvent: NonNullable<ConnectionListener<AnyEvents>['onMessage']>,
): ScopeState {
  const scope = toScope(kind, url, id);
  const { state, controls } = useConnection(
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
        // That another one on the connection is refused is nothing to this one.
        if (channel === undefined || scope.channels.includes(channel)) onError?.(error);
      },
      onJoined: (channel, position) => {
        if (scope.channels.includes(channel)) onJoined?.(position);
      },
    },
  );
  return { ...state, reconnect: controls.reconnect };
}
