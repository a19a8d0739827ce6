/** Notices that nothing comes any more. */
export interface SilenceWatch {
  /** Something came. Cheap: a chunk sets no timer. */
  heard(): void;
  /** Milliseconds of silence that are too many from now on; 0 never. */
  allow(milliseconds: number): void;
  /** Milliseconds since something came. */
  quietFor(): number;
  stop(): void;
}

/**
 * Milliseconds between two looks at the clock. Timers stand still while a computer sleeps: one that
 * waited for the whole limit would notice only as much later.
 */
const kLook = 10_000;

/**
 * @param onSilent called once, after which it has stopped. `hasSlept`: the page itself was not awake, so
 * that the silence says nothing about the server.
 */
export function watchSilence(
  onSilent: (milliseconds: number, hasSlept: boolean) => void,
): SilenceWatch {
  let last = Date.now();
  let limit = 0;
  /** When the timer should fire. */
  let due = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const quietFor = () => Date.now() - last;

  function check(): void {
    if (quietFor() >= limit) onSilent(limit, Date.now() - due > kLook);
    else wait();
  }

  function wait(): void {
    clearTimeout(timer);
    if (limit === 0) return;
    const delay = Math.min(limit - quietFor(), kLook);
    due = Date.now() + delay;
    timer = setTimeout(check, delay);
  }

  return {
    heard() {
      last = Date.now();
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
