import type { DisconnectReason, NativeClient } from './contract.cjs';
import { isPromise } from './is-promise.cjs';
import { record } from './record.cjs';
import type {
  BroadcasterState,
  NativeChannelListener,
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
  const { connectListeners, joinListeners } = state;
  if (connectListeners.size + joinListeners.size === 0 && route?.onConnect === undefined) return;
  const info = infoOf(state, clientId);
  process.nextTick(() => {
    for (const listener of [...connectListeners, route?.onConnect]) {
      if (listener !== undefined) call(state, 'onConnect', () => listener(info));
    }
    callForEach(state, 'onJoin', joinListeners, info.channels, info);
  });
}

/** Calls the listeners for channels that a client has just joined, after the current call. */
export function notifyJoined(
  state: BroadcasterState,
  clientId: string,
  channels: readonly string[],
): void {
  notifyChannels(state, 'onJoin', state.joinListeners, clientId, channels);
}

/** Calls the listeners for channels that a client has just left, after the current call. */
export function notifyLeft(
  state: BroadcasterState,
  clientId: string,
  channels: readonly string[],
): void {
  notifyChannels(state, 'onLeave', state.leaveListeners, clientId, channels);
}

function notifyChannels(
  state: BroadcasterState,
  name: string,
  listeners: ReadonlyMap<string, NativeChannelListener>,
  clientId: string,
  channels: readonly string[],
): void {
  if (listeners.size === 0 || channels.length === 0) return;
  const info = infoOf(state, clientId);
  process.nextTick(() => callForEach(state, name, listeners, channels, info));
}

function infoOf(state: BroadcasterState, clientId: string): NativeClient {
  const { clients } = targetKinds;
  const [client] = JSON.parse(state.native.clients(clients, clientId)) as [NativeClient?];
  // Another thread has disconnected the client. The listeners for its end follow, so these must be called.
  return client ?? { id: clientId, channels: [], connectedAt: Date.now(), path: 'pending' };
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
  const { listeners, leaveListeners } = state;
  // Without listeners, the end of 10,000 clients costs no parsing.
  if (listeners.size + leaveListeners.size === 0 && route?.onDisconnect === undefined) return;
  const client = JSON.parse(json) as NativeClient;
  // A copy, because a listener may add or remove listeners.
  for (const listener of [...listeners, route?.onDisconnect]) {
    if (listener !== undefined) call(state, 'onDisconnect', () => listener(client, reason));
  }
  callForEach(state, 'onLeave', leaveListeners, client.channels, client);
}

function callForEach(
  state: BroadcasterState,
  name: string,
  listeners: ReadonlyMap<string, NativeChannelListener>,
  channels: readonly string[],
  client: NativeClient,
): void {
  for (const listener of [...listeners.values()]) {
    for (const channel of channels) call(state, name, () => listener(channel, client));
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
