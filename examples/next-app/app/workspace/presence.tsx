'use client';

import { useState } from 'react';
import { useSSE } from 'ssecast/react';
import { Button } from '../sse-demo/ui/button';
import { LiveStatus } from '../ui/live-status';
import { connection } from './connection';
import css from './workspace.module.css';

interface Connected {
  connected: { resumed: boolean; replayed: number };
}

/** Closes and opens the one connection of the page. It keeps its cursor, so reopening brings the missed events. */
export function Presence() {
  const [missed, setMissed] = useState('');
  const live = useSSE<Connected>({
    ...connection,
    eventHandlers: {
      connected: ({ resumed, replayed }) => {
        if (!resumed || replayed === 0) setMissed('');
        else setMissed(`Back with ${replayed} ${replayed === 1 ? 'event' : 'events'} missed.`);
      },
    },
  });
  const isOffline = live.status === 'closed';
  return (
    <div className={css.presence}>
      {isOffline && !live.error ? (
        <p role="status" data-testid="offline">
          You are offline.
        </p>
      ) : (
        <LiveStatus live={live} />
      )}
      <Button onClick={isOffline ? live.connect : live.disconnect}>
        {isOffline ? 'Come back' : 'Go offline'}
      </Button>
      <p role="status" className={css.notice} data-testid="missed">
        {missed}
      </p>
    </div>
  );
}
