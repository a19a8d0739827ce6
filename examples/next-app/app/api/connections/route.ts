import { countConnections } from '../../../lib/connections';
import { currentPerson } from '../../../lib/people';

export const dynamic = 'force-dynamic';

/** For those who are somebody; in a real app, for administrators. */
export async function GET(): Promise<Response> {
  if (!(await currentPerson())) {
    return Response.json({ error: 'Expected somebody who has chosen a name.' }, { status: 401 });
  }
  return Response.json(countConnections(), { headers: { 'Cache-Control': 'no-store' } });
}
