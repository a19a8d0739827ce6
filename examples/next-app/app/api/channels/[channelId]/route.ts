import { answer, Refusal, readFields, toText } from '../../../../lib/json-route';
import type { Person } from '../../../../lib/people';
import { deleteChannel, findChannel, updateChannel } from '../../../../lib/workspace-channels';
import type { Channel } from '../../../../lib/workspace-events';
import { isMember, maxName } from '../../../../lib/workspaces';

interface Context {
  params: Promise<{ channelId: string }>;
}

const maxTopic = 200;

/** What the body does not name stays as it is. */
export function PATCH(request: Request, { params }: Context): Promise<Response> {
  return answer(async (person) => {
    const { channelId } = await params;
    const fields = await readFields(request);
    const channel = channelOf(channelId, person);
    const { name = channel.name, topic = channel.topic } = fields;
    return updateChannel(channel, {
      name: toText('name', name, maxName),
      topic: toText('topic', topic, maxTopic, false),
    });
  });
}

export function DELETE(_: Request, { params }: Context): Promise<Response> {
  return answer(async (person) => {
    const { channelId } = await params;
    deleteChannel(channelOf(channelId, person));
    return { channelId };
  });
}

/** Who is no member does not learn whether there is such a channel. */
function channelOf(id: string, person: Person): Channel {
  const channel = findChannel(id);
  if (channel && isMember(channel.workspaceId, person.id)) return channel;
  throw new Refusal(404, 'There is no such channel here, or not any more.');
}
