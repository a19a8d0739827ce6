'use client';

import type { ConnectionListener } from '../client/connection/connection.js';
import type { ConnectionSnapshot } from '../client/connection/store.js';
import type { AnyEvents, ReceivedEvent } from '../client/connection/typed-events.js';
import type { ConnectionOptions } from '../client/options/options.js';
import type { ConnectionState } from './tracked-results.js';
import { type ConnectionControls, useConnection } from './use-connection.js';

/**
 * The options of a connection, and callbacks. A component may write all of them anew with every
 * render: callbacks and functions are those of the latest render, and objects count by what they say.
 */
export interface SSEHookOptions<Events extends object = AnyEvents>
  extends ConnectionOptions,
    ConnectionListener<Events> {
  /** Connect on mount (default: true). */
  autoConnect?: boolean | undefined;
}

/** A component renders for the results that it reads here, at most once a frame for events. */
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
 * The events of an SSE endpoint. Components of a page with the same URL and options share one
 * connection, which closes when the last of them unmounts. Their cursors and channels may differ, unless
 * a cursor is older than the events that the connection still has. The functions returned stay the same
 * for the life of the component.
 *
 * @example useSSE<{ notification: { title: string } }>({
 *   eventHandlers: { notification: ({ title }) => toast(title) },
 * })
 * @throws InvalidOptionError while rendering, for a value that an option cannot have
 */
export function useSSE<Events extends object = AnyEvents>(
  options: SSEHookOptions<Events> = {},
): SSEHookReturn<Events> {
  return useLiveSSE(options).live;
}

/** `useSSE`, and the snapshot of this render without tracking. */
export function useLiveSSE<Events extends object>(
  options: SSEHookOptions<Events>,
): { live: SSEHookReturn<Events>; rendered: ConnectionSnapshot } {
  const { autoConnect, ...rest } = options;
  // Both halves of the options; each takes what it knows.
  const { results, controls, rendered } = useConnection(
    rest,
    rest as unknown as ConnectionListener,
    autoConnect,
  );
  const live = Object.assign(results, controls, { closeConnection: controls.disconnect });
  return { live: live as unknown as SSEHookReturn<Events>, rendered };
}
