'use client';

import { useEffect, useState } from 'react';

/** Time for the page to have joined and left what it was just told to. */
const settling = 500;

/** What the server counts, asked anew whenever the number of boards changes. */
export function ConnectionCount({ boards }: { boards: number }) {
  const [counted, setCounted] = useState<number[]>();
  useEffect(() => {
    const controller = new AbortController();
    const ask = () =>
      fetch('/api/retrospective/connections', { signal: controller.signal })
        .then((response) => (response.ok ? response.json() : undefined))
        .then(setCounted, () => undefined);
    const timer = setTimeout(ask, settling);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [boards]);
  if (!counted) return <p role="status" />;
  const connections = `${counted.length} ${counted.length === 1 ? 'connection' : 'connections'}`;
  const sessions = counted.reduce((sum, each) => sum + each, 0);
  return (
    <p role="status" data-testid="connections">
      The server counts {connections} of yours for {sessions} {sessions === 1 ? 'board' : 'boards'}.
    </p>
  );
}
