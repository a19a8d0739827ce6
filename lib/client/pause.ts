export interface Pause {
  /** Ends the wait now, or as soon as its minimum is over. @returns whether that is sooner */
  hurry(): boolean;
  cancel(): void;
}

/** Calls `wake` after `delay` milliseconds. `atLeast`: what cannot be hurried, of them. */
export function pause(delay: number, atLeast: number, wake: () => void): Pause {
  const from = Date.now();
  let due = delay;
  let timer = setTimeout(wake, delay);
  return {
    hurry() {
      const passed = Date.now() - from;
      if (due <= Math.max(atLeast, passed)) return false;
      due = Math.max(atLeast, passed);
      clearTimeout(timer);
      timer = setTimeout(wake, due - passed);
      return true;
    },
    cancel: () => clearTimeout(timer),
  };
}
