'use client';

import type { ConnectionListener } from '../client/connection.js';
import type { ConnectionOptions } from '../client/options.js';
import type { AnyEvents, ReceivedEvent } from '../client/typed-events.js';
import { type ConnectionControls, type ConnectionState, useConnection } from './use-connection.js';

/**
 * The options of a connection and who hears of it. All of them may be written anew with every render:
 * callbacks, `headers` and `token` are those of the latest, and objects count by what they say.
 */
export interface SSEHookOptions<Events extends object = AnyEvents>
  extends ConnectionOptions,
    ConnectionListener<Events> {
  /** Connect on mount (default: true). */
  autoConnect?: boolean | undefined;
}

export interface SSEHookReturn<Events extends object = AnyEvents>
  extends ConnectionState,
    ConnectionControls {
  lastEvent: ReceivedEvent<Events> | null;
  /** Oldest first, `maxEvents` at most (default 100). */
  events: ReceivedEvent<Events>[];
  /** The same as `disconnect`. */
  closeConnection: () => void;
}

/**
 * The events of an SSE endpoint. Components of a page that ask for the same URL with the same
 * options share one connection, which closes when the last of them unmounts; with different cursors and
 * channels, too, unless a cursor is older than what that connection still knows. The functions returned
 * stay the same for the same URL and options.
 *
 * @example useSSE<{ notification: { title: string } }>({
 *   eventHandlers: { notification: ({ title }) => toast(title) },
 * })
 * @throws InvalidOptionError while rendering, for a value that an option cannot have
 */
export function useSSE<Events extends object = AnyEvents>(
  options: SSEHookOptions<Events> = {},
): SSEHookReturn<Events> {
  const {
    autoConnect,
    onOpen,
    onClose,
    onError,
    onMessage,
    onGap,
    onJoined,
    onOutdated,
    eventHandlers,
    ...connection
  } = options;
  const listener: ConnectionListener<Events> = {
    onOpen,
    onClose,
    onError,
    onMessage,
    onGap,
    onJoined,
    onOutdated,
    eventHandlers,
  };
  const { snapshot, state, controls } = useConnection(
    connection,
    listener as ConnectionListener,
    autoConnect,
  );
  return {
    ...state,
    lastEvent: snapshot.lastEvent as ReceivedEvent<Events> | null,
    events: snapshot.events as ReceivedEvent<Events>[],
    ...controls,
    closeConnection: controls.disconnect,
  };
}
