import { record } from './record.cjs';

/**
 * Runs what decides about a client, and what it awaits, as the admission of that ticket: what it
 * disconnects itself, to make room for the client, does not count against it.
 */
export function duringAdmission<Result>(ticket: number, decide: () => Result): Result {
  return record.admissions.run(ticket, decide);
}

/** The ticket of the admission under way in this call, if there is one. */
export function currentTicket(): number | undefined {
  return record.admissions.getStore();
}
