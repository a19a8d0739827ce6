import type { DisconnectReason, NativeClient } from '../../types/native.cjs';
import type { BroadcasterState } from './broadcasters.cjs';
import { isPromise } from './is-promise.cjs';
import { record } from './record.cjs';
import { targetKinds } from './target-kinds.cjs';

/** Told of each client that is admitted. */
export type ConnectListener = (client: NativeClient) => unknown;
/** Told of each client that is gone. */
export type DisconnectListener = (client: NativeClient, reason: DisconnectReason) => unknown;

/** What a route wants to hear of its own clients. One object a route; `tag` is the client's way back to it. */
export interface RouteListeners {
  readonly tag: number;
  readonly onConnect: ConnectListener | undefined;
  readonly onDisconnect: DisconnectListener | undefined;
  /** Clients that are not gone. The broadcaster knows the route as long as there is one. */
  open: number;
}

export function createRouteListeners(
  onConnect: ConnectListener | undefined,
  onDisconnect: DisconnectListener | undefined,
): RouteListeners | undefined {
  if (onConnect === undefined && onDisconnect === undefined) return undefined;
  return { tag: ++record.lastTag, onConnect, onDisconnect, open: 0 };
}

/** A client was admitted. Its listeners are called when the caller has gone on, and before its end is told. */
export function tellConnected(
  state: BroadcasterState,
  clientId: string,
  route: RouteListeners | undefined,
): void {
  if (route !== undefined) {
    state.routes.set(route.tag, route);
    route.open++;
  }
  if (state.connectListeners.size === 0 && route?.onConnect === undefined) return;
  const [client] = JSON.parse(state.native.clients(targetKinds.clients, clientId)) as [
    NativeClient?,
  ];
  // Another thread has disconnected it: its end is told, so its beginning has to be.
  const told = client ?? { id: clientId, channels: [], connectedAt: Date.now(), path: 'pending' };
  process.nextTick(() => {
    for (const listener of [...state.connectListeners, route?.onConnect]) {
      if (listener !== undefined) call(state, 'onConnect', () => listener(told));
    }
  });
}

/** A client is gone; `json` is what is known of it. */
export function tellDisconnected(
  state: BroadcasterState,
  json: string,
  reason: DisconnectReason,
  tag: number,
): void {
  const route = state.routes.get(tag);
  if (route !== undefined && --route.open === 0) state.routes.delete(tag);
  // With nobody listening, 10,000 clients may leave unparsed.
  if (state.listeners.size === 0 && route?.onDisconnect === undefined) return;
  const client = JSON.parse(json) as NativeClient;
  // A copy: a listener may add or remove listeners.
  for (const listener of [...state.listeners, route?.onDisconnect]) {
    if (listener !== undefined) call(state, 'onDisconnect', () => listener(client, reason));
  }
}

function call(state: BroadcasterState, name: string, listener: () => unknown): void {
  const report = (error: unknown) =>
    state.logger.error(`ssecast: a listener of ${name} failed`, error);
  try {
    const result = listener();
    if (isPromise(result)) result.then(undefined, report);
  } catch (error) {
    report(error);
  }
}
