import { createSSERoute } from 'ssecast/next';
import { connectionsChannel, makeRoom, sse } from '../../../../lib/connections';
import { currentPerson } from '../../../../lib/people';

/**
 * Five windows of this page for each person. The route refuses the pages
 * of other sites before it calls `authorize`, because they could close a visitor's windows. There is no
 * POST: each call of `authorize` counts as a window.
 */
export const { GET, OPTIONS } = createSSERoute({
  async authorize() {
    const person = await currentPerson();
    if (!person) return undefined;
    const own = `connections:${person.id}`;
    makeRoom(own);
    const { client, response } = sse.addClient({ userId: person.id, channels: [own] });
    sse.subscribe(client.id, connectionsChannel);
    return response;
  },
});
