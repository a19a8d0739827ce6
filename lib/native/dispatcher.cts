import type { DisconnectReason, NativeClient } from '../../types/native.cjs';
import type { BroadcasterState } from './broadcasters.cjs';
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
  if (reason === 'error') logFault(state, (JSON.parse(json) as NativeClient).fault);
  tellDisconnected(state, json, reason, tag);
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
