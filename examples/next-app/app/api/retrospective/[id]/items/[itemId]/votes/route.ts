import { answer, toNumber } from '../../../../../../../lib/json-route';
import { vote, withdrawVote } from '../../../../../../../lib/retrospective';

interface Context {
  params: Promise<{ id: string; itemId: string }>;
}

export function POST(_: Request, { params }: Context): Promise<Response> {
  return answer(async (person) => {
    const { id, itemId } = await params;
    vote(id, toNumber(itemId), person);
    return { itemId };
  });
}

export function DELETE(_: Request, { params }: Context): Promise<Response> {
  return answer(async (person) => {
    const { id, itemId } = await params;
    withdrawVote(id, toNumber(itemId), person);
    return { itemId };
  });
}
