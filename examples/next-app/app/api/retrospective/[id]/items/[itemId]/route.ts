import { answer, readFields, toNumber, toText } from '../../../../../../lib/json-route';
import { deleteItem, maxContent, updateItem } from '../../../../../../lib/retrospective';

interface Context {
  params: Promise<{ id: string; itemId: string }>;
}

export function PATCH(request: Request, { params }: Context): Promise<Response> {
  return answer(async () => {
    const { id, itemId } = await params;
    const { content } = await readFields(request);
    updateItem(id, toNumber(itemId), toText('content', content, maxContent));
    return { id: itemId };
  });
}

export function DELETE(_: Request, { params }: Context): Promise<Response> {
  return answer(async () => {
    const { id, itemId } = await params;
    deleteItem(id, toNumber(itemId));
    return { id: itemId };
  });
}
