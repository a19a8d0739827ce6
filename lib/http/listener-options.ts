import { createRouteListeners, type RouteListeners } from 'ssecast/native';
import type { ConnectListener, DisconnectListener } from '../../types/clients.js';
import { checkListener } from '../server/listen.js';

/** What a route or a handler tells of its own clients. */
export interface ListenerOptions {
  /**
   * Called once for each client of this route, when it was admitted: the place for presence. Its response
   * is about to be sent, so its `path` is `'pending'`. What it throws goes to the logger.
   */
  onConnect?: ConnectListener | undefined;
  /**
   * Called once for each of them that is gone, with the reason. Signals and events of the request and the
   * response say nothing of that: on the direct path they end when the connection is handed over.
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
