import { createSSERoute } from 'ssecast/next';
import { currentPerson } from '../../../../lib/people';
import { findRetrospective } from '../../../../lib/retrospective';

/**
 * One address for all boards: their sessions are joined and left on one connection. A real app asks
 * here whether this person takes part in this session.
 */
export const { GET, POST, OPTIONS } = createSSERoute({
  async authorize() {
    const person = await currentPerson();
    return person && { userId: person.id, metadata: { page: 'retrospective' } };
  },
  sessions: (sessionId) => findRetrospective(sessionId) !== undefined,
});
