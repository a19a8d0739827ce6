import { answer, Refusal, readFields, toText } from '../../../../../lib/json-route';
import { addChannel } from '../../../../../lib/workspace-channels';
import { isMember, maxName } from '../../../../../lib/workspaces';

export function POST(
  request: Request,
  { params }: { params: Promise<{ workspaceId: string }> },
): Promise<Response> {
  return answer(async (person) => {
    const { workspaceId } = await params;
    if (!isMember(workspaceId, person.id)) {
      throw new Refusal(403, 'Expected a member of the workspace; join it first.');
    }
    const { name } = await readFields(request);
    return addChannel(workspaceId, toText('name', name, maxName));
  });
}
