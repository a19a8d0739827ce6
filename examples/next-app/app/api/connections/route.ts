import { countConnections } from '../../../lib/connections';
import { currentPerson } from '../../../lib/people';

export const dynamic = 'force-dynamic';

/** For every visitor with a name; in a real app, for administrators. */
export async function GET(): Promise<Response> {
  if (!(await currentPerson())) {
    return Response.json(
      { error: 'Expected a visitor with a name; choose one first.' },
      { status: 401 },
    );
  }
  return Response.json(countConnections(), { headers: { 'Cache-Control': 'no-store' } });
}
