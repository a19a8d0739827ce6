import { createSSERoute } from 'ssecast/next';
import { channelOf, isDocument } from '../../../../../lib/documents';
import { currentPerson } from '../../../../../lib/people';
import { announce } from '../../../../../lib/presence';

/** A real app asks here whether this person may read this document. */
export const { GET, POST, OPTIONS } = createSSERoute<{ params: Promise<{ id: string }> }>({
  async authorize(_, { params }) {
    const { id } = await params;
    const person = await currentPerson();
    if (!person) return undefined;
    if (!isDocument(id)) return new Response('Forbidden', { status: 403 });
    announce(id, person);
    return {
      userId: person.id,
      channels: [channelOf(id)],
      metadata: { name: person.name, documentId: id },
    };
  },
});
