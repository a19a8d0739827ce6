import type { DisconnectReason, NativeClient } from './contract.cjs';
import { isPromise } from './is-promise.cjs';
import { record } from './record.cjs';
import type {
  BroadcasterState,
  NativeConnectListener,
  NativeDisconnectListener,
  RouteListeners,
} from './state.cjs';
import { targetKinds } from './target-kinds.cjs';

export function createRouteListeners(
  onConnect: NativeConnectListener | undefined,
  onDisconnect: NativeDisconnectListener | undefined,
): RouteListeners | undefined {
  if (onConnect === undefined && onDisconnect === undefined) return undefined;
  return { tag: ++record.lastTag, onConnect, onDisconnect, open: 0 };
}

/** Calls the listeners for a client that was admitted: after the current call, and before those for its end. */
export function notifyConnected(
  state: BroadcasterState,
  clientId: string,
  route: RouteListeners | undefined,
): void {
  if (route !== undefined) {
    state.routes.set(route.tag, route);
    route.open++;
  }
  if (state.connectListeners.size === 0 && route?.onConnect === undefined) return;
  const { clients } = targetKinds;
  const [client] = JSON.parse(state.native.clients(clients, clientId)) as [NativeClient?];
  // Another thread has disconnected the client. `onDisconnect` follows, so `onConnect` must be called.
  const info = client ?? { id: clientId, channels: [], connectedAt: Date.now(), path: 'pending' };
  process.nextTick(() => {
    for (const listener of [...state.connectListeners, route?.onConnect]) {
      if (listener !== undefined) call(state, 'onConnect', () => listener(info));
    }
  });
}

/** Calls the listeners for a client that is gone. `json` is its `NativeClient`. */
export function notifyDisconnected(
  state: BroadcasterState,
  json: string,
  reason: DisconnectReason,
  tag: number,
): void {
  const route = state.routes.get(tag);
  if (route !== undefined && --route.open === 0) state.routes.delete(tag);
  // Without listeners, the end of 10,000 clients costs no parsing.
  if (state.listeners.size === 0 && route?.onDisconnect === undefined) return;
  const client = JSON.parse(json) as NativeClient;
  // A copy, because a listener may add or remove listeners.
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
