'use client';

import { useSSE } from 'ssecast/react';

export function Feed() {
  const { isConnected, events } = useSSE({ autoConnect: true });
  return <p id="feed">{isConnected ? `${events.length} events` : 'not connected yet'}</p>;
}
