export interface Listeners<T> {
  /** @returns removes the listener */
  add(listener: T): () => void;
  /** Makes all calls to one listener before it turns to the next. */
  each(...calls: ((listener: T) => void)[]): void;
}

/** Listeners that cannot break one another, or the connection that calls them. */
export function createListeners<T>(): Listeners<T> {
  const listeners = new Set<T>();
  return {
    add(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    each(...calls) {
      for (const listener of [...listeners]) {
        for (const call of calls) {
          try {
            call(listener);
          } catch (error) {
            report(error);
          }
        }
      }
    },
  };
}

/** As the DOM does for the listeners of an event: heard by the application, not by the caller. */
export function report(error: unknown): void {
  if (typeof globalThis.reportError === 'function') {
    globalThis.reportError(error);
    return;
  }
  queueMicrotask(() => {
    throw error;
  });
}
