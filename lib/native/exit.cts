import { closeBroadcaster } from './broadcasters.cjs';
import { isMainThread } from './environment.cjs';
import { record } from './record.cjs';

/**
 * Closes every broadcaster of this environment: ends the streams, and writes histories with the latest
 * events. Called at the end of the process, because Node runs no clean-up of C++ then.
 */
export function closeAll(): void {
  for (const state of record.broadcasters.values()) closeBroadcaster(state);
}

/** `closeAll` when the process exits. A thread that ends leaves the process to the others. */
export function closeAtExit(): void {
  if (record.closesAtExit || !isMainThread()) return;
  record.closesAtExit = true;
  process.on('exit', closeAll);
}
