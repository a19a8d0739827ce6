import { createSSERoute } from 'ssecast/next';
import { currentPerson } from '../../../../lib/people';
import { isMember } from '../../../../lib/workspaces';

const prefix = 'workspace:';

/** One address, and one connection, for all workspaces of a member. */
export const { GET, POST, OPTIONS } = createSSERoute({
  async authorize() {
    const person = await currentPerson();
    return person && { userId: person.id, metadata: { name: person.name } };
  },
  channels: (channel, { userId = '' }) =>
    channel.startsWith(prefix) && isMember(channel.slice(prefix.length), userId),
});
