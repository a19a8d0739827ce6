'use client';

import type { AnyEvents, EventHandlers } from '../client/connection/typed-events.js';
import { checkScopeUrl } from './scope.js';
import { type ScopeListener, type ScopeOptions, type ScopeState, useScope } from './use-scope.js';

/**
 * For all uses of one hook. Reconnects are as in document 1, unless said otherwise: after
 * `reconnectInterval` 3,000 ms, and without an end (`maxReconnectAttempts: Infinity`).
 */
export type SessionEventsHookOptions = ScopeOptions;

/** Of one use of the hook. */
export type SessionEventsOptions = ScopeListener;

export type SessionEventsReturn = ScopeState;

/**
 * @param sessionId whose events; nothing (undefined, null, '') while it is not known
 * @param handlers by the event's `type`: called with its data and the event, always those of the latest
 * render. `connected` is told when the connection is open.
 * @throws InvalidOptionError while rendering, for a value that an option cannot have
 */
export type SessionEventsHook<Events extends object> = (
  sessionId: string | null | undefined,
  handlers: EventHandlers<Events>,
  options?: SessionEventsOptions,
) => SessionEventsReturn;

/**
 * Makes the hook through which components hear the events of a session: what `sessionEmitter.emit` sends
 * to it. With one `url` for all sessions, they go over one connection and are joined and left on it; the
 * route needs the option `sessions`. With `url: (sessionId) => …` each has a connection of its own.
 *
 * @example
 * export const useRetrospectiveEvents = createSessionEventsHook<RetrospectiveEvents>({
 *   url: '/api/retrospective/events',
 * });
 * @throws InvalidOptionError
 */
export function createSessionEventsHook<Events extends object = AnyEvents>(
  options: SessionEventsHookOptions = {},
): SessionEventsHook<Events> {
  // Also for options that are there and undefined.
  const {
    url = '/api/sse',
    reconnectInterval = 3_000,
    maxReconnectAttempts = Number.POSITIVE_INFINITY,
  } = options;
  const settings = { ...options, url, reconnectInterval, maxReconnectAttempts };
  checkScopeUrl('session', settings.url);

  return function useSessionEvents(sessionId, handlers, listener = {}) {
    return useScope('session', settings, sessionId, listener, (event) => {
      const named = handlers as EventHandlers<AnyEvents>;
      // Own ones only: the name of an event comes from outside.
      if (Object.hasOwn(named, event.event)) named[event.event]?.(event.data, event);
    });
  };
}
