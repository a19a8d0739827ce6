import { record } from './record.cjs';
import type { CurrentAdmission } from './state.cjs';

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
