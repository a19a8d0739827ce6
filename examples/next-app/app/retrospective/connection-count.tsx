'use client';

import { useEffect, useState } from 'react';
import css from './board.module.css';

/** Milliseconds between two counts. */
const pace = 1_000;

/** The number of this person's connections for boards, other windows included, as the server counts them. */
export function ConnectionCount() {
  const [counted, setCounted] = useState<number[]>();
  useEffect(() => {
    const controller = new AbortController();
    const ask = () =>
      fetch('/api/retrospective/connections', { signal: controller.signal })
        .then((response) => (response.ok ? response.json() : undefined))
        .then(setCounted, () => undefined);
    const timer = setInterval(ask, pace);
    return () => {
      clearInterval(timer);
      controller.abort();
    };
  }, []);
  if (!counted) return <p className={css.count} />;
  const connections = `${counted.length} ${counted.length === 1 ? 'connection' : 'connections'}`;
  const sessions = counted.reduce((sum, each) => sum + each, 0);
  return (
    <p className={css.count} data-testid="connections">
      The server counts {connections} of yours for {sessions} {sessions === 1 ? 'board' : 'boards'}.
    </p>
  );
}
