import { isClosed } from './native-error.cjs';
import type { BroadcasterState } from './state.cjs';

/**
 * The native calls of a client on the stream path. Event handlers make them, where no caller can catch an
 * error. A broadcaster that was closed meanwhile counts as a client that is gone.
 */

/**
 * @param descriptor of the connection, where it is known
 * @returns false when the client is gone
 */
export function attachStream(
  state: BroadcasterState,
  clientKey: number,
  descriptor: number | undefined,
): boolean {
  try {
    return state.native.attachStream(clientKey, descriptor);
  } catch (error) {
    return rethrowUnlessClosed(error);
  }
}

/** Asks for the next chunk. @returns false when the client is gone and none will come */
export function pullBytes(state: BroadcasterState, clientKey: number): boolean {
  try {
    return state.native.pull(clientKey);
  } catch (error) {
    return rethrowUnlessClosed(error);
  }
}

/** The connection of the client is closed. @returns false when that was known */
export function peerGone(state: BroadcasterState, clientKey: number): boolean {
  try {
    return state.native.leave(clientKey);
  } catch (error) {
    return rethrowUnlessClosed(error);
  }
}

function rethrowUnlessClosed(error: unknown): false {
  if (isClosed(error)) return false;
  throw error;
}
