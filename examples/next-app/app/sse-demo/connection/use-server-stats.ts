'use client';

import { useEffect, useState } from 'react';

export interface ServerStats {
  clients: { total: number; direct: number; stream: number; pending: number };
  eventsPublished: number;
  memory: { heapUsed: number };
}

const interval = 2_000;

/** What the server counts, asked for while the page is connected and visible. */
export function useServerStats(connected: boolean): ServerStats | null {
  const [stats, setStats] = useState<ServerStats | null>(null);

  useEffect(() => {
    if (!connected) return;
    const controller = new AbortController();
    const ask = async () => {
      if (document.visibilityState === 'hidden') return;
      try {
        const response = await fetch('/api/sse/stats', { signal: controller.signal });
        if (response.ok) setStats(await response.json());
      } catch {
        // Gone or going: the state of the connection says so already.
      }
    };
    void ask();
    const timer = setInterval(ask, interval);
    return () => {
      clearInterval(timer);
      controller.abort();
    };
  }, [connected]);

  return stats;
}
