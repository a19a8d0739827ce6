import { createSSERoute } from 'ssecast/next';
import { dashboardChannel } from '../../../../lib/orders';
import { currentPerson } from '../../../../lib/people';

/** The figures, and what is for this person. */
export const { GET, POST, OPTIONS } = createSSERoute({
  async authorize() {
    const person = await currentPerson();
    return person && { userId: person.id, channels: [dashboardChannel] };
  },
});
