import { onAnswer } from './answers.cjs';
import type { DisconnectReason, NativeClient } from './contract.cjs';
import { notifyDisconnected } from './listeners.cjs';
import { record } from './record.cjs';
import type { BroadcasterState, StreamReader } from './state.cjs';
import { peerGone } from './stream-calls.cjs';

/** Begins to listen to the workers. Before the first client, not on import: most importers admit none. */
export function ensureDispatcher(): void {
  if (record.hasDispatcher) return;
  record.hasDispatcher = true;
  record.binding.setDispatcher({ onBytes, onClosed, onAnswer });
}

function onBytes(name: string, key: number, chunk: Uint8Array, last: boolean): boolean {
  const state = record.broadcasters.get(name);
  const reader = state?.streams.get(key);
  if (state === undefined || reader === undefined) return false;
  try {
    return reader.onBytes(chunk, last);
  } catch (error) {
    fail(state, key, reader, error);
    return false;
  }
}

function onClosed(
  name: string,
  key: number,
  json: string,
  reason: DisconnectReason,
  tag: number,
): void {
  const state = record.broadcasters.get(name);
  if (state === undefined) return;
  const reader = state.streams.get(key);
  try {
    reader?.onClosed(reason);
  } catch (error) {
    if (reader !== undefined) fail(state, key, reader, error);
  }
  if (state.debug) state.logger.debug(`ssecast: client ${key} disconnected (${reason})`);
  if (reason === 'error') logFault(state, (JSON.parse(json) as NativeClient).fault);
  notifyDisconnected(state, json, reason, tag);
}

/** Logs the first failure of a broadcaster, because thousands of clients may fail alike; stats count all. */
function logFault(state: BroadcasterState, fault: string | undefined): void {
  if (fault === undefined || state.hasLoggedFault) return;
  state.hasLoggedFault = true;
  state.logger.error(
    `ssecast: a worker of '${state.name}' closed a client, because it could not serve it (${fault}); ` +
      'the client comes back by itself. Such clients are counted in stats().disconnects.error.',
  );
}

/** An error of a reader, which a wrapped response may throw, ends the client and not the process. */
function fail(state: BroadcasterState, key: number, reader: StreamReader, error: unknown): void {
  state.streams.delete(key);
  peerGone(state, key);
  state.logger.error('ssecast: a client was ended, because its response failed', error);
  endQuietly(reader);
}

/** Ends a response that has failed already: that it fails again is no news. */
function endQuietly(reader: StreamReader): void {
  try {
    reader.onClosed('error');
  } catch {}
}
