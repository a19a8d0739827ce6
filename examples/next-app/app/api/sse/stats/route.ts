import { getStats } from '../../../../lib/sse';

export const dynamic = 'force-dynamic';

/** The figures of the server that the page shows, and all statistics of the broadcaster. */
export function GET(): Response {
  const { uptime, eventsPublished, details } = getStats();
  const { heapUsed, rss } = process.memoryUsage();
  return Response.json(
    { clients: details.clients, eventsPublished, uptime, memory: { heapUsed, rss }, details },
    { headers: { 'Cache-Control': 'no-store' } },
  );
}
