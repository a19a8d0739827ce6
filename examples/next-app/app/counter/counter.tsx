'use client';

import { useRouter } from 'next/navigation';
import { useLive } from '../../lib/use-live';
import { Button } from '../sse-demo/ui/button';
import { useRendered } from '../ui/use-rendered';
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
  const [sum, setSum] = useRendered(count, cursor);
  const live = useLive(
    'counter',
    {
      // Another instance may send an addition after this page has loaded the number that includes it.
      added: ({ by, count: then }) => {
        if (then > count) setSum((before) => before + by);
      },
      // Events may be missing: the page loads again, with another cursor.
      gap: () => router.refresh(),
    },
    { cursor },
  );

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
