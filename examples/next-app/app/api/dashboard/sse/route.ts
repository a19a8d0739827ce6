import { createSSERoute } from 'ssecast/next';
import { dashboardChannel } from '../../../../lib/orders';
import { currentPerson } from '../../../../lib/people';

/** The figures, and the events to this person. */
export const { GET, POST, OPTIONS } = createSSERoute({
  async authorize() {
    const person = await currentPerson();
    return person && { userId: person.id, channels: [dashboardChannel] };
  },
});
