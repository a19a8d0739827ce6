import { NativeError } from 'ssecast/native';
import { describe, InvalidArgumentError } from './errors.js';

/** More are a leak: a listener is added with each request, or with each evaluation of a module. */
const kMaxListeners = 1_000;

/**
 * Adds a listener.
 * @param entry a wrapper of the listener, so that a function that is added twice is called twice, and
 * removed one at a time
 * @returns a function that removes it
 * @throws TypeError `ERR_SSECAST_INVALID_LISTENER`; Error `ERR_SSECAST_TOO_MANY_LISTENERS`
 */
export function listen<Listener>(
  listeners: Set<Listener>,
  listener: unknown,
  entry: Listener,
): () => void {
  checkListener('listener', listener);
  if (listeners.size >= kMaxListeners) {
    throw new NativeError(
      'ERR_SSECAST_TOO_MANY_LISTENERS',
      `Expected at most ${kMaxListeners} listeners of a broadcaster but received one more. Call the ` +
        'function that onConnect or onDisconnect returned when a listener is no longer needed.',
    );
  }
  listeners.add(entry);
  return () => {
    listeners.delete(entry);
  };
}

/** @throws InvalidArgumentError `ERR_SSECAST_INVALID_LISTENER` for anything but a function */
export function checkListener(name: string, listener: unknown): void {
  if (typeof listener === 'function') return;
  throw new InvalidArgumentError(
    'ERR_SSECAST_INVALID_LISTENER',
    `Expected a function for ${name} but received ${describe(listener)}`,
  );
}
