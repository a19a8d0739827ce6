import { moment, since } from './clock.js';

/** Notices a connection on which nothing comes any more. */
export interface SilenceWatch {
  /** Something came. Cheap: it sets no timer. */
  heard(): void;
  /** Milliseconds of silence that end the connection from now on; 0 never. */
  allow(milliseconds: number): void;
  /** Milliseconds since something came. */
  quietFor(): number;
  stop(): void;
}

/**
 * Milliseconds between two looks at the clock. Timers stand still while a computer sleeps: a timer
 * for the whole limit would notice the silence only as much later.
 */
const lookEvery = 10_000;

/**
 * @param onSilent called once; the watch has stopped by then. `hasSlept`: the page itself was not
 * running, so the silence says nothing about the server
 */
export function watchSilence(
  onSilent: (milliseconds: number, hasSlept: boolean) => void,
): SilenceWatch {
  let last = moment();
  let limit = 0;
  /** When the timer should fire. */
  let due = last;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const quietFor = () => since(last);

  function check(): void {
    if (quietFor() >= limit) onSilent(limit, since(due) > lookEvery);
    else wait();
  }

  function wait(): void {
    clearTimeout(timer);
    if (limit === 0) return;
    const delay = Math.min(limit - quietFor(), lookEvery);
    due = moment(delay);
    timer = setTimeout(check, delay);
  }

  return {
    heard() {
      last = moment();
    },
    allow(milliseconds) {
      limit = milliseconds;
      wait();
    },
    quietFor,
    stop() {
      limit = 0;
      clearTimeout(timer);
    },
  };
}
