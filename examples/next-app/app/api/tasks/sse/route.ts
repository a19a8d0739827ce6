import { createSSERoute } from 'ssecast/next';
import { currentPerson } from '../../../../lib/people';

/** The events to this person. */
export const { GET, POST, OPTIONS } = createSSERoute({
  async authorize() {
    const person = await currentPerson();
    return person && { userId: person.id };
  },
});
