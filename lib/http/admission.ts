import {
  type BroadcasterState,
  type CurrentAdmission,
  duringAdmission,
  type RouteListeners,
} from 'ssecast/native';

/**
 * Answers a request as one admission: a revocation from here on counts against its client or its joins,
 * unless the answer itself revokes.
 *
 * @param answer gets the admission, whose ticket the client brings
 */
export function asAdmission<Answered>(
  state: BroadcasterState,
  answer: (admission: CurrentAdmission) => Promise<Answered>,
): Promise<Answered> {
  const admission = { ticket: state.native.ticket() };
  return duringAdmission(admission, () => answer(admission));
}

/**
 * Admits the client of a request, and calls the listeners of its route. Clients that the application
 * opens while it answers do not reach these listeners.
 */
export function admitting<Result>(
  ticket: number,
  listeners: RouteListeners | undefined,
  admit: () => Result,
): Result {
  return duringAdmission({ ticket, listeners }, admit);
}
