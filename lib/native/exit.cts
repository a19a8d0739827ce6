import { isMainThread } from 'node:worker_threads';
import { closeBroadcaster } from './broadcasters.cjs';
import { record } from './record.cjs';

/**
 * Closes every broadcaster of this environment: ends the streams, and writes a history with what was
 * published since it was written last. For the end of the process, at which Node runs nothing of C++.
 */
export function closeAll(): void {
  for (const state of record.broadcasters.values()) closeBroadcaster(state);
}

/** `closeAll` when the process exits. A thread that ends leaves the process to the others. */
export function closeAtExit(): void {
  if (record.closesAtExit || !isMainThread) return;
  record.closesAtExit = true;
  process.on('exit', closeAll);
}
