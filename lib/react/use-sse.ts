'use client';

import { useCallback, useInsertionEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { GapData, SSEEvent } from '../../types/events.js';
import type { ConnectionListener } from '../client/connection.js';
import type { ConnectionOptions } from '../client/options.js';
import { acquireConnection, peekConnection, viewConnection } from '../client/shared-connections.js';
import { type ConnectionStatus, idleSnapshot } from '../client/store.js';

export interface SSEHookOptions {
  /** SSE endpoint URL (default: `'/api/sse'`). */
  url?: string;
  /** Connect on mount (default: true). */
  autoConnect?: boolean;
  /** Milliseconds before the first reconnect, unless the server sent a `retry` (default: 5,000). */
  reconnectInterval?: number;
  /** Reconnects in a row that may fail (default: 5). */
  maxReconnectAttempts?: number;
  /** Events kept in `events` (default: 100). */
  maxEvents?: number;
  /** Send cookies to another origin (default: false). */
  withCredentials?: boolean;
  /**
   * The id after which this component's events begin: `snapshot()` of the server gives it to a Server
   * Component together with the data. `events` and `onMessage` then get each later event exactly once.
   * Another cursor begins anew from there; `''` is none.
   */
  cursor?: string;
  /** The connection is open. */
  onOpen?: () => void;
  /** An open connection ended, or the connection is now closed for good. */
  onClose?: () => void;
  /** An attempt failed or the connection was lost; an `SSEErrorEvent`. */
  onError?: (error: Event) => void;
  /** An event came, `connected` and `gap` included. */
  onMessage?: (event: SSEEvent) => void;
  /**
   * Events were missed that the server no longer has: load the page's data anew, for instance with
   * `router.refresh()`. Called once for each gap.
   */
  onGap?: (gap: GapData) => void;
}

export interface SSEHookReturn {
  isConnected: boolean;
  /** True for the first attempt and for every later one, the wait before it included. */
  isConnecting: boolean;
  /** A sentence about what went wrong, until the connection is open again. */
  error: string | null;
  lastEvent: SSEEvent | null;
  /** Oldest first, `maxEvents` at most. */
  events: SSEEvent[];
  status: ConnectionStatus;
  /** Connects at once, also when a reconnect is due later. */
  connect: () => void;
  /** Closes the connection for every component that shares it. */
  disconnect: () => void;
  clearEvents: () => void;
  /** Replaces the connection by a new one that resumes where it stopped. */
  reconnect: () => void;
  /** The same as `disconnect`. */
  closeConnection: () => void;
}

/**
 * The events of an SSE endpoint. Components of a page that ask for the same URL with the same
 * options share one connection, which closes when the last of them unmounts; with different cursors, too,
 * unless one is older than what that connection still knows. Callbacks may change with every render; the functions returned stay the same for the same URL and options.
 */
export function useSSE(options: SSEHookOptions = {}): SSEHookReturn {
  const { autoConnect = true, onOpen, onClose, onError, onMessage, onGap } = options;
  const { url, reconnectInterval, maxReconnectAttempts, maxEvents, withCredentials, cursor } =
    options;
  const settings: ConnectionOptions = useMemo(
    () => ({ url, reconnectInterval, maxReconnectAttempts, maxEvents, withCredentials, cursor }),
    [url, reconnectInterval, maxReconnectAttempts, maxEvents, withCredentials, cursor],
  );
  // Outlives its subscription: an effect that is taken back and run again goes on where it was.
  const view = useMemo(() => (settings.cursor ? viewConnection(settings) : undefined), [settings]);

  const callbacks = useRef<ConnectionListener>({});
  // Before any other effect, so that no event meets the callbacks of an earlier render.
  useInsertionEffect(() => {
    callbacks.current = { onOpen, onClose, onError, onMessage, onGap };
  });

  const subscribe = useCallback(
    (notify: () => void) => {
      const { connection, release } = view?.hold() ?? acquireConnection(settings);
      const unsubscribe = connection.subscribe(notify);
      const unlisten = connection.listen({
        onOpen: () => callbacks.current.onOpen?.(),
        onClose: () => callbacks.current.onClose?.(),
        onError: (error) => callbacks.current.onError?.(error),
        onMessage: (event) => callbacks.current.onMessage?.(event),
        onGap: (gap) => callbacks.current.onGap?.(gap),
      });
      if (autoConnect) connection.connect();
      return () => {
        unlisten();
        unsubscribe();
        release();
      };
    },
    [settings, view, autoConnect],
  );
  const current = useCallback(() => view ?? peekConnection(settings), [settings, view]);
  const getSnapshot = useCallback(() => current()?.getSnapshot() ?? idleSnapshot, [current]);
  const snapshot = useSyncExternalStore(subscribe, getSnapshot, () => idleSnapshot);

  const controls = useMemo(() => {
    const disconnect = () => current()?.disconnect();
    return {
      connect: () => current()?.connect(),
      disconnect,
      clearEvents: () => current()?.clearEvents(),
      reconnect: () => current()?.reconnect(),
      closeConnection: disconnect,
    };
  }, [current]);

  return {
    ...snapshot,
    isConnected: snapshot.status === 'open',
    isConnecting: snapshot.status === 'connecting',
    ...controls,
  };
}
