import { type CurrentAdmission, duringAdmission, type RouteListeners } from 'ssecast/native';
import { stateOf } from '../server/state-of.js';

/**
 * Answers a request as one admission: what is revoked from here on counts against its client or its
 * joins, except what is revoked in the course of it.
 *
 * @param answer gets the admission, whose ticket the client has to bring
 */
export function asAdmission<Answered>(
  broadcaster: object,
  answer: (admission: CurrentAdmission) => Promise<Answered>,
): Promise<Answered> {
  const admission = { ticket: stateOf('broadcaster', broadcaster).native.ticket() };
  return duringAdmission(admission, () => answer(admission));
}

/** Admits the client of an admission, of which the route hears; not of what else is opened in its course. */
export function admitting<Result>(
  { ticket }: CurrentAdmission,
  listeners: RouteListeners | undefined,
  admit: () => Result,
): Result {
  return duringAdmission({ ticket, listeners }, admit);
}
