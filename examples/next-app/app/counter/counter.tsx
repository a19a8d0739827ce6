'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useSSE } from 'ssecast/react';
import { Button } from '../sse-demo/ui/button';
import { addOne } from './actions';
import styles from './counter.module.css';

interface CounterProps {
  /** As the server rendered it. */
  count: number;
  /** The cursor of that state: the stream continues there. */
  cursor: string;
}

/**
 * The number of the snapshot, plus later events. A lost or doubled event would show, because nothing here
 * corrects the sum.
 */
export function Counter({ count, cursor }: CounterProps) {
  const router = useRouter();
  const [added, setAdded] = useState({ cursor, by: 0 });
  const live = useSSE({
    url: '/api/counter/sse',
    cursor,
    onMessage: ({ event, data }) => {
      if (event !== 'added') return;
      setAdded((before) => ({
        cursor,
        by: (before.cursor === cursor ? before.by : 0) + data.by,
      }));
    },
    // The server no longer has the missed events: the page loads again, with another cursor.
    onGap: () => router.refresh(),
  });
  const sum = count + (added.cursor === cursor ? added.by : 0);

  return (
    <main className={styles.page}>
      <h1 className={styles.title}>A number that every tab shows</h1>
      <output className={styles.count} data-testid="count">
        {sum}
      </output>
      <form action={addOne}>
        <Button type="submit" primary>
          Add one
        </Button>
      </form>
      <p className={styles.status} data-testid="status" data-status={live.status}>
        {live.isConnected ? 'Live' : (live.error ?? 'Connecting')}
      </p>
      <p className={styles.note}>
        The server rendered {count} and the place in the stream where that was true. What was added
        since then came through the stream, even while this page was still loading.
      </p>
    </main>
  );
}
