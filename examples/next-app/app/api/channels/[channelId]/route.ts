import { answer, Refusal, readFields, toText } from '../../../../lib/json-route';
import type { Person } from '../../../../lib/people';
import { deleteChannel, findChannel, updateChannel } from '../../../../lib/workspace-channels';
import type { Channel } from '../../../../lib/workspace-events';
import { isMember, maxName } from '../../../../lib/workspaces';

interface Context {
  params: Promise<{ channelId: string }>;
}

const maxTopic = 200;

/** Fields that the body does not have stay as they are. */
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

/** A visitor who is not a member does not learn whether the channel exists. */
function channelOf(id: string, person: Person): Channel {
  const channel = findChannel(id);
  if (channel && isMember(channel.workspaceId, person.id)) return channel;
  throw new Refusal(404, 'This channel does not exist, or no longer exists.');
}
