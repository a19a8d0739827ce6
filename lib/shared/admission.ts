import { duringAdmission } from 'ssecast/native';
import { stateOf } from '../server/state-of.js';

/**
 * Answers a request as one admission: what is revoked from here on counts against its client or its
 * joins, except what is revoked in the course of it.
 *
 * @param answer gets the ticket that the admission has to bring
 */
export function asAdmission<Answered>(
  broadcaster: object,
  answer: (ticket: number) => Promise<Answered>,
): Promise<Answered> {
  const ticket = stateOf('broadcaster', broadcaster).native.ticket();
  return duringAdmission(ticket, () => answer(ticket));
}
