import type { Failure } from '../stream/failure.js';
import type { Hub } from '../stream/feed.js';

/** A failure that ends nothing: the connection goes on, or tries again. */
export function emitFault(hub: Hub, failure: Failure, message = `${failure.message}.`): void {
  hub.emit({ kind: 'fault', failure, message, final: false });
  hub.flush();
}

/** The next request follows in `delay` milliseconds. @returns the sentence that says so */
export function showWait(hub: Hub, reason: string, delay: number): string {
  const error = `${reason}; reconnecting in ${(delay / 1000).toFixed(1)} s.`;
  hub.show('connecting', error);
  return error;
}

/** The connection is closed. `failure`: why, if for a failure; `tried`: reconnects before it. */
export function emitClosed(hub: Hub, failure?: Failure, tried = 0): void {
  if (!failure) hub.show('closed', null);
  else {
    const count = `${tried} ${tried === 1 ? 'reconnect' : 'reconnects'}`;
    const message = `${failure.message}${tried === 0 ? '' : `; gave up after ${count}`}.`;
    hub.show('closed', message);
    hub.emit({ kind: 'fault', failure, message, final: true });
  }
  hub.flush();
}
