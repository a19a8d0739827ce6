'use client';

import { useEffect, useState } from 'react';

const interval = 2_000;

/** The JSON at an address, requested again and again while `isWanted` and while the page is visible. */
export function usePolled<Answer>(url: string, isWanted: boolean): Answer | undefined {
  const [answer, setAnswer] = useState<Answer>();

  useEffect(() => {
    if (!isWanted) return;
    const controller = new AbortController();
    const ask = async () => {
      if (document.visibilityState === 'hidden') return;
      try {
        const response = await fetch(url, { signal: controller.signal });
        if (response.ok) setAnswer(await response.json());
      } catch {
        // The server is down or stops: the state of the connection shows it already.
      }
    };
    void ask();
    const timer = setInterval(ask, interval);
    return () => {
      clearInterval(timer);
      controller.abort();
    };
  }, [url, isWanted]);

  return answer;
}
