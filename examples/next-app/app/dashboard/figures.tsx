'use client';

import { useRouter } from 'next/navigation';
import { useDashboardSSE } from 'ssecast/react';
import type { Figures as Data } from '../../lib/orders';
import { Button } from '../sse-demo/ui/button';
import { LiveStatus } from '../ui/live-status';
import styles from '../ui/page.module.css';
import { order } from './actions';

/** The rendered figures, until the first `dashboardUpdate` brings newer ones. */
export function Figures({ initial, cursor }: { initial: Data; cursor: string }) {
  const router = useRouter();
  const live = useDashboardSSE<Data>({
    initialData: initial,
    cursor,
    onGap: () => router.refresh(),
  });
  const { orders, revenue, latest } = live.data ?? initial;
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
