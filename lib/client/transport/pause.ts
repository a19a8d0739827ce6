import { moment, since } from './clock.js';

export interface Pause {
  /** Ends the wait now, or as soon as its minimum is over. @returns whether that is sooner */
  hurry(): boolean;
  cancel(): void;
}

/** Calls `wake` after `delay` milliseconds. `atLeast`: the part of them that cannot be hurried. */
export function pause(delay: number, atLeast: number, wake: () => void): Pause {
  const from = moment();
  let due = delay;
  let timer = setTimeout(wake, delay);
  return {
    hurry() {
      const passed = since(from);
      const sooner = Math.max(atLeast, passed);
      const isSooner = sooner < due;
      if (isSooner) due = sooner;
      clearTimeout(timer);
      // Anew by the clock: a timer stands still while the computer sleeps.
      timer = setTimeout(wake, Math.max(0, due - passed));
      return isSooner;
    },
    cancel: () => clearTimeout(timer),
  };
}
