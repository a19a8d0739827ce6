'use client';

import { usePolled } from '../../ui/use-polled';

export interface ServerStats {
  clients: { total: number; direct: number; stream: number; pending: number };
  eventsPublished: number;
  memory: { heapUsed: number };
}

/** The statistics of the server, while the page is connected. */
export function useServerStats(connected: boolean): ServerStats | undefined {
  return usePolled<ServerStats>('/api/sse/stats', connected);
}
