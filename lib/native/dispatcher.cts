import type { DisconnectReason, NativeClient } from '../../types/native.cjs';
import { onAnswer } from './answers.cjs';
import type { BroadcasterState, DisconnectListener, StreamReader } from './broadcasters.cjs';
import { record } from './record.cjs';
import { leave } from './stream-calls.cjs';

/** Begins to listen to the workers. Before the first client, not on import: most importers admit none. */
export function ensureDispatcher(): void {
  if (record.hasDispatcher) return;
  record.hasDispatcher = true;
  record.binding.setDispatcher({ onBytes, onClosed, onAnswer });
}

function onBytes(name: string, key: number, chunk: Uint8Array, last: boolean): void {
  const state = record.broadcasters.get(name);
  if (state === undefined) return;
  guard(state, key, (reader) => reader.onBytes(chunk, last));
}

function onClosed(name: string, key: number, json: string, reason: DisconnectReason): void {
  const state = record.broadcasters.get(name);
  if (state === undefined) return;
  guard(state, key, (reader) => reader.onClosed(reason));
  // With nobody listening, 10,000 clients may leave unparsed.
  if (state.listeners.size === 0 && !state.debug) return;
  const client = JSON.parse(json) as NativeClient;
  if (state.debug) state.logger.debug(`ssecast: client ${client.id} disconnected (${reason})`);
  // A copy: a listener may add or remove listeners.
  for (const listener of [...state.listeners]) tell(state, listener, client, reason);
}

/**
 * Calls the reader of a client. What it throws, as a response that others have wrapped may, must not
 * end the process: it ends the client.
 */
function guard(state: BroadcasterState, key: number, call: (reader: StreamReader) => void): void {
  const reader = state.streams.get(key);
  if (reader === undefined) return;
  try {
    call(reader);
  } catch (error) {
    state.streams.delete(key);
    leave(state, key);
    state.logger.error('ssecast: a client was ended, because its response failed', error);
    endQuietly(reader);
  }
}

/** Ends a response that has failed already: that it fails again is no news. */
function endQuietly(reader: StreamReader): void {
  try {
    reader.onClosed('error');
  } catch {}
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
