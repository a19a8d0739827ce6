import { getStats } from '../../../../lib/sse';

export const dynamic = 'force-dynamic';

/** What the page shows of the server, and the whole of the broadcaster's statistics. */
export function GET(): Response {
  const { uptime, eventsPublished, details } = getStats();
  const { heapUsed, rss } = process.memoryUsage();
  return Response.json(
    { clients: details.clients, eventsPublished, uptime, memory: { heapUsed, rss }, details },
    { headers: { 'Cache-Control': 'no-store' } },
  );
}
