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

/** What setTimeout can hold; anything more fires at once. */
const kTimerLimit = 2 ** 31 - 1;

/** @param onSilent called once, after which it has stopped */
export function watchSilence(onSilent: (milliseconds: number) => void): SilenceWatch {
  let last = Date.now();
  let limit = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const quietFor = () => Date.now() - last;

  function check(): void {
    if (quietFor() >= limit) onSilent(limit);
    else wait();
  }

  function wait(): void {
    clearTimeout(timer);
    if (limit > 0) timer = setTimeout(check, Math.min(limit - quietFor(), kTimerLimit));
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
