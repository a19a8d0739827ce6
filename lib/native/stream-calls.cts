import type { BroadcasterState } from './broadcasters.cjs';
import { isClosed } from './native-error.cjs';

/**
 * The native calls of a client on the stream path. They come from events, where nobody could catch
 * an error: that the broadcaster was closed in between means the same as that the client is gone.
 */

/**
 * @param descriptor of the connection, where it is known
 * @returns false when the client is gone
 */
export function attachStream(
  state: BroadcasterState,
  clientId: string,
  descriptor: number | undefined,
): boolean {
  try {
    return state.native.attachStream(clientId, descriptor);
  } catch (error) {
    return rethrowUnlessClosed(error);
  }
}

/** Asks for the next chunk. @returns false when the client is gone and none will come */
export function pullBytes(state: BroadcasterState, clientId: string): boolean {
  try {
    return state.native.pull(clientId);
  } catch (error) {
    return rethrowUnlessClosed(error);
  }
}

/** The peer has gone. @returns false when that was known */
export function leave(state: BroadcasterState, clientId: string): boolean {
  try {
    return state.native.disconnect(2, clientId, 'client') > 0;
  } catch (error) {
    return rethrowUnlessClosed(error);
  }
}

function rethrowUnlessClosed(error: unknown): false {
  if (isClosed(error)) return false;
  throw error;
}
