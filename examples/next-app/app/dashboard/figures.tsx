'use client';

import { useRouter } from 'next/navigation';
import type { Figures as Data } from '../../lib/live';
import { useLive } from '../../lib/use-live';
import { Button } from '../sse-demo/ui/button';
import { LiveStatus } from '../ui/live-status';
import styles from '../ui/page.module.css';
import { useRendered } from '../ui/use-rendered';
import { order } from './actions';

/** The rendered figures, until the first event brings newer ones. */
export function Figures({ initial, cursor }: { initial: Data; cursor: string }) {
  const router = useRouter();
  const [{ orders, revenue, latest }, setFigures] = useRendered(initial, cursor);
  const live = useLive(
    'dashboard',
    {
      // Two instances may send their figures in another order than they read them.
      figures: (sent) => setFigures((before) => (sent.orders < before.orders ? before : sent)),
      gap: () => router.refresh(),
    },
    { cursor },
  );
  return (
    <section className={styles.section} aria-labelledby="figures">
      <h2 id="figures" className={styles.subtitle}>
        Sales
      </h2>
      <dl className={styles.line}>
        <div>
          <dt className={styles.muted}>Orders</dt>
          <dd className={styles.figure} data-testid="orders">
            {orders}
          </dd>
        </div>
        <div>
          <dt className={styles.muted}>Revenue</dt>
          <dd className={styles.figure}>{euros(revenue)}</dd>
        </div>
      </dl>
      <form action={order}>
        <Button type="submit" primary>
          Place an order
        </Button>
      </form>
      <ul className={styles.rows} aria-label="Latest orders">
        {latest.map(({ id, customer, total }) => (
          <li key={id} className={`${styles.row} ${styles.line}`}>
            <span>{customer}</span>
            <span className={styles.number}>{euros(total)}</span>
          </li>
        ))}
      </ul>
      <LiveStatus live={live} />
    </section>
  );
}

function euros(cents: number): string {
  return `${(cents / 100).toFixed(2)} €`;
}
