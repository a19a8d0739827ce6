import type { SSEHookReturn } from 'ssecast/react';
import { Button } from '../ui/button';
import { describeStatus } from './describe-status';
import styles from './status-panel.module.css';

/** The state of the connection, first in words, and the buttons that change it. */
export function StatusPanel({ live }: { live: SSEHookReturn }) {
  const { tone, title, detail } = describeStatus(live);
  const isOff = live.status === 'idle' || live.status === 'closed';
  return (
    <section className={styles.panel} aria-labelledby="status">
      <h1 id="status" className={styles.title} data-tone={tone}>
        <span className={styles.dot} aria-hidden="true" />
        <span role="status" data-testid="status">
          {title}
        </span>
      </h1>
      <p className={styles.detail}>{detail}</p>
      <div className={styles.controls}>
        {isOff ? (
          <Button onClick={live.connect}>Connect</Button>
        ) : (
          <Button onClick={live.disconnect}>Disconnect</Button>
        )}
        <Button onClick={live.reconnect}>Reconnect</Button>
      </div>
    </section>
  );
}
