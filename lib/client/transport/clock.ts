/** A moment on both clocks of the machine. */
export interface Moment {
  /** Milliseconds of a clock that cannot be set. It may stand still while the computer sleeps. */
  monotonic: number;
  /** Milliseconds of the clock on the wall, which goes on then, and which can be set. */
  wall: number;
}

/** @param inMilliseconds how far from now */
export function moment(inMilliseconds = 0): Moment {
  return { monotonic: performance.now() + inMilliseconds, wall: Date.now() + inMilliseconds };
}

/**
 * Milliseconds since a moment, sleep included. A wall clock that is set back changes nothing; one
 * that is set forward looks like sleep.
 */
export function since({ monotonic, wall }: Moment): number {
  return Math.max(performance.now() - monotonic, Date.now() - wall);
}
