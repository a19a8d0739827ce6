'use client';

import type { AnyEvents, EventHandlers } from '../client/connection/typed-events.js';
import { checkScopeUrl, toScope } from './scope.js';
import { type ScopeListener, type ScopeOptions, type ScopeState, useScope } from './use-scope.js';

/**
 * Options of all uses of one hook. The defaults differ from those of other hooks:
 * `reconnectInterval` is 3,000 ms, and `maxReconnectAttempts` is `Infinity`.
 */
export type SessionEventsHookOptions = ScopeOptions;

/** Options of one use of the hook. */
export type SessionEventsOptions = ScopeListener;

export type SessionEventsReturn = ScopeState;

/**
 * @param sessionId the session; undefined, null or '' while it is not known
 * @param handlers by the event's `type`, called with its data and the event; the handlers of the latest
 * render count. `connected` comes when the connection is open.
 * @throws InvalidOptionError while rendering, for a value that an option cannot have
 */
export type SessionEventsHook<Events extends object> = (
  sessionId: string | null | undefined,
  handlers: EventHandlers<Events>,
  options?: SessionEventsOptions,
) => SessionEventsReturn;

/**
 * Makes the hook for the events that `sessionEmitter.emit` sends to a session. With one `url`, all
 * sessions use one connection, which joins and leaves them as channels; the route needs the option
 * `sessions`. With `url: (sessionId) => …` each session has a connection of its own.
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
    return useScope(toScope('session', url, sessionId), settings, listener, (event) => {
      const named = handlers as EventHandlers<AnyEvents>;
      // Own ones only: the name of an event comes from outside.
      if (Object.hasOwn(named, event.event)) named[event.event]?.(event.data, event);
    });
  };
}
