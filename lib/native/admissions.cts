import { record } from './record.cjs';
import type { CurrentAdmission } from './state.cjs';

/**
 * Runs `decide`, and what it awaits, as that admission: clients that it disconnects, to make room, do not
 * make its own client refused.
 */
export function duringAdmission<Result>(admission: CurrentAdmission, decide: () => Result): Result {
  return record.admissions.run(admission, decide);
}

/** The admission under way in this call, if there is one. */
export function currentAdmission(): CurrentAdmission | undefined {
  return record.admissions.getStore();
}
