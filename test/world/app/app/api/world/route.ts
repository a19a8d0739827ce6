import { live } from '../../../lib/live';

export const dynamic = 'force-dynamic';

export const GET = () => Response.json(live.stats());

/** `{ name, data, target }`: publishes; `{ disconnect: true }`: ends every stream. */
export async function POST(request: Request) {
  const { name, data, target, disconnect } = await request.json();
  if (disconnect) return Response.json({ clients: live.disconnect('all') });
  return Response.json(live.publish(target ?? { channel: 'news' }, { event: name, data }));
}
