import { createSSERoute } from 'ssecast/next';
import { channelOf, isDocument } from '../../../../../lib/documents';
import { currentPerson } from '../../../../../lib/people';
import { announce, bidFarewell } from '../../../../../lib/presence';

interface Context {
  params: Promise<{ id: string }>;
}

/** A real app checks here whether this person may read this document. */
export const { GET, POST, OPTIONS } = createSSERoute({
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
  onConnect: announce,
  onDisconnect: bidFarewell,
});
