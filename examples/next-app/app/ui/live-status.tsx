import type { SSEHookReturn } from 'ssecast/react';
import styles from './page.module.css';

/** One line about the connection of a page. */
export function LiveStatus({ live }: { live: Pick<SSEHookReturn, 'status' | 'error'> }) {
  const words = { idle: 'Connecting', connecting: 'Connecting', open: 'Live', closed: 'Stopped' };
  return (
    <p className={styles.status} role="status" data-testid="status" data-status={live.status}>
      {live.error ?? words[live.status]}
    </p>
  );
}
