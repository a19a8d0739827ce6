import { createSSERoute } from 'ssecast/next';
import { currentPerson } from '../../../../lib/people';

/** What is for this person. */
export const { GET, POST, OPTIONS } = createSSERoute({
  async authorize() {
    const person = await currentPerson();
    return person && { userId: person.id };
  },
});
