import { createSSERoute } from 'ssecast/next';
import { currentPerson } from '../../../../lib/people';
import { findRetrospective } from '../../../../lib/retrospective';

/**
 * One address for all boards: a page joins and leaves their sessions on one connection. A real app checks
 * here whether this person takes part in the session.
 */
export const { GET, POST, OPTIONS } = createSSERoute({
  async authorize() {
    const person = await currentPerson();
    return person && { userId: person.id, metadata: { page: 'retrospective' } };
  },
  sessions: (sessionId) => findRetrospective(sessionId) !== undefined,
});
