import { createSSERoute } from 'ssecast/next';
import { channelOf, isDocument } from '../../../../../lib/documents';
import { currentPerson } from '../../../../../lib/people';
import { announce } from '../../../../../lib/presence';

interface Context {
  params: Promise<{ id: string }>;
}

/** A real app asks here whether this person may read this document. */
const route = createSSERoute({
  async authorize(_, { params }: Context) {
    const { id } = await params;
    const person = await currentPerson();
    if (!person) return undefined;
    if (!isDocument(id)) return new Response('Forbidden', { status: 403 });
    return {
      userId: person.id,
      channels: [channelOf(id)],
      metadata: { name: person.name, documentId: id },
    };
  },
});

export const { POST, OPTIONS } = route;

/** Who was refused, by the route or by a limit, or asks for the headers alone, is announced to nobody. */
export async function GET(request: Request, context: Context): Promise<Response> {
  const connect = route.GET as (request: Request, context: Context) => Promise<Response>;
  const response = await connect(request, context);
  const isOpen = response.status === 200 && request.method === 'GET';
  const person = isOpen ? await currentPerson() : undefined;
  if (person) announce((await context.params).id, person);
  return response;
}
