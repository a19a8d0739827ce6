import { answer, readFields, toText } from '../../../../../lib/json-route';
import { maxContent } from '../../../../../lib/retrospective';
import { addAction } from '../../../../../lib/retrospective-actions';

export function POST(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  return answer(async () => {
    const { id } = await params;
    const { content } = await readFields(request);
    return addAction(id, toText('content', content, maxContent));
  });
}
