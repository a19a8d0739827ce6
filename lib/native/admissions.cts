import type { RouteListeners } from './listeners.cjs';
import { record } from './record.cjs';

/** An admission under way. */
export interface CurrentAdmission {
  /** From when it began. */
  readonly ticket: number;
  /** Who hears of the client that is admitted in it. */
  readonly listeners?: RouteListeners | undefined;
}

/**
 * Runs what decides about a client, and what it awaits, as that admission: what it disconnects itself, to
 * make room for the client, does not count against it.
 */
export function duringAdmission<Result>(admission: CurrentAdmission, decide: () => Result): Result {
  return record.admissions.run(admission, decide);
}

/** The admission under way in this call, if there is one. */
export function currentAdmission(): CurrentAdmission | undefined {
  return record.admissions.getStore();
}
