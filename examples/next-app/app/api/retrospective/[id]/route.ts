import { answer, readFields, toText } from '../../../../lib/json-route';
import { maxContent, rename } from '../../../../lib/retrospective';

interface Context {
  params: Promise<{ id: string }>;
}

export function PATCH(request: Request, { params }: Context): Promise<Response> {
  return answer(async () => {
    const { id } = await params;
    const { title } = await readFields(request);
    rename(id, toText('title', title, maxContent));
    return { id };
  });
}
