/**
 * Calls `wake` after `delay` milliseconds, or as soon as the browser is back online.
 * @returns cancels the call
 */
export function pause(delay: number, wake: () => void): () => void {
  const cancel = () => {
    clearTimeout(timer);
    globalThis.removeEventListener?.('online', end);
  };
  const end = () => {
    cancel();
    wake();
  };
  const timer = setTimeout(end, delay);
  globalThis.addEventListener?.('online', end);
  return cancel;
}
