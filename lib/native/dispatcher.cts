import type { DisconnectReason } from '../../types/native.cjs';
import { onAnswer } from './answers.cjs';
import { tellDisconnected } from './listeners.cjs';
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

function onClosed(
  name: string,
  key: number,
  json: string,
  reason: DisconnectReason,
  tag: number,
): void {
  const state = record.broadcasters.get(name);
  if (state === undefined) return;
  state.streams.get(key)?.onClosed(reason);
  if (state.debug) state.logger.debug(`ssecast: client ${key} disconnected (${reason})`);
  tellDisconnected(state, json, reason, tag);
}
