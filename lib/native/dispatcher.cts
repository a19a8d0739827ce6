import type { DisconnectReason, NativeClient } from '../../types/native.cjs';
import { onAnswer } from './answers.cjs';
import type { BroadcasterState, DisconnectListener } from './broadcasters.cjs';
import { record } from './record.cjs';

/** Begins to listen to the workers. Before the first client, not on import: most importers admit none. */
export function ensureDispatcher(): void {
  if (record.hasDispatcher) return;
  record.hasDispatcher = true;
  record.binding.setDispatcher({ onBytes, onClosed, onAnswer });
}

function onBytes(name: string, key: number, chunk: Uint8Array, last: boolean): void {
  record.broadcasters.get(name)?.streams.get(key)?.onBytes(chunk, last);
}

function onClosed(name: string, key: number, json: string, reason: DisconnectReason): void {
  const state = record.broadcasters.get(name);
  if (state === undefined) return;
  state.streams.get(key)?.onClosed(reason);
  // With nobody listening, 10,000 clients may leave unparsed.
  if (state.listeners.size === 0 && !state.debug && reason !== 'error') return;
  const client = JSON.parse(json) as NativeClient;
  logFault(state, client.fault);
  if (state.debug) state.logger.debug(`ssecast: client ${client.id} disconnected (${reason})`);
  // A copy: a listener may add or remove listeners.
  for (const listener of [...state.listeners]) tell(state, listener, client, reason);
}

/** Once a broadcaster: what one client suffered, thousands may. The others are counted. */
function logFault(state: BroadcasterState, fault: string | undefined): void {
  if (fault === undefined || state.hasLoggedFault) return;
  state.hasLoggedFault = true;
  state.logger.error(
    `ssecast: a worker of '${state.name}' closed a client, because it could not serve it (${fault}); ` +
      'the client comes back by itself. Such clients are counted in stats().disconnects.error.',
  );
}

function tell(
  state: BroadcasterState,
  listener: DisconnectListener,
  client: NativeClient,
  reason: DisconnectReason,
): void {
  const report = (error: unknown) =>
    state.logger.error(`ssecast: a listener of onDisconnect failed for client ${client.id}`, error);
  try {
    const result = listener(client, reason);
    if (isThenable(result)) result.then(undefined, report);
  } catch (error) {
    report(error);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}
