import { answer, Refusal, readFields, toText } from '../../../../../lib/json-route';
import { addItem, maxContent } from '../../../../../lib/retrospective';

export function POST(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  return answer(async (person) => {
    const { id } = await params;
    const { side, content } = await readFields(request);
    if (side !== 'well' && side !== 'improve') {
      throw new Refusal(400, "Expected side to be 'well' or 'improve'.");
    }
    return addItem(id, side, toText('content', content, maxContent), person);
  });
}
