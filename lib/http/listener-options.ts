import { createRouteListeners, type RouteListeners } from 'ssecast/native';
import { checkListener } from '../server/listen.js';
import type { ConnectListener, DisconnectListener } from '../types/clients.js';

/** Listeners for the clients of one route. */
export interface ListenerOptions {
  /**
   * Called once for each client of this route, when it is admitted: the place for presence. The response
   * is not sent yet, so `path` is `'pending'`. An error of the listener goes to the logger.
   */
  onConnect?: ConnectListener | undefined;
  /**
   * Called once for each of these clients that is gone, with the reason. The signal of the request and
   * the events of the response do not report that: on the direct path they end at the hand-over.
   */
  onDisconnect?: DisconnectListener | undefined;
}

/** @throws InvalidArgumentError `ERR_SSECAST_INVALID_LISTENER` */
export function toRouteListeners(options: ListenerOptions): RouteListeners | undefined {
  const { onConnect, onDisconnect } = options;
  if (onConnect !== undefined) checkListener('onConnect', onConnect);
  if (onDisconnect !== undefined) checkListener('onDisconnect', onDisconnect);
  return createRouteListeners(
    onConnect as RouteListeners['onConnect'],
    onDisconnect as RouteListeners['onDisconnect'],
  );
}
