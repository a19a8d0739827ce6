import { connectionsChannel, makeRoom, sse } from '../../../../lib/connections';
import { currentPerson } from '../../../../lib/people';

export const dynamic = 'force-dynamic';

/** The service of document 5 by itself: five windows of this page for each person. */
export async function GET(): Promise<Response> {
  const person = await currentPerson();
  if (!person) return new Response('Expected somebody who has chosen a name.', { status: 401 });
  const own = `connections:${person.id}`;
  makeRoom(own);
  const { client, response } = sse.addClient({ userId: person.id, channels: [own] });
  sse.subscribe(client.id, connectionsChannel);
  return response;
}
