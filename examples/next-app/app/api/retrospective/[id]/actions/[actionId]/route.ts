import { answer, Refusal, readFields, toNumber } from '../../../../../../lib/json-route';
import { deleteAction, setDone } from '../../../../../../lib/retrospective-actions';

interface Context {
  params: Promise<{ id: string; actionId: string }>;
}

export function PATCH(request: Request, { params }: Context): Promise<Response> {
  return answer(async () => {
    const { id, actionId } = await params;
    const { done } = await readFields(request);
    if (typeof done !== 'boolean') throw new Refusal(400, 'Expected done to be true or false.');
    setDone(id, toNumber(actionId), done);
    return { id: actionId };
  });
}

export function DELETE(_: Request, { params }: Context): Promise<Response> {
  return answer(async () => {
    const { id, actionId } = await params;
    deleteAction(id, toNumber(actionId));
    return { id: actionId };
  });
}
