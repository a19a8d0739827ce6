'use client';

import { useState } from 'react';
import { useSSE } from 'ssecast/react';
import type { ConnectionStatistics } from '../../lib/connections';
import { Button } from '../sse-demo/ui/button';
import { LiveStatus } from '../ui/live-status';
import styles from '../ui/page.module.css';
import { usePolled } from '../ui/use-polled';

export function Connections({ initial }: { initial: ConnectionStatistics }) {
  const [replaced, setReplaced] = useState(false);
  const live = useSSE<{ replaced: { limit: number } }>({
    url: '/api/connections/sse',
    eventHandlers: {
      replaced() {
        setReplaced(true);
        // If it reconnected by itself, it would close the next window, which would reconnect in turn.
        live.disconnect();
      },
    },
  });

  // Polled, because the figures cover the connections of every page. As events, each connection that
  // opens or ends would go to all windows of this page.
  const stats = usePolled<ConnectionStatistics>('/api/connections', live.isConnected) ?? initial;

  const connect = () => {
    setReplaced(false);
    live.connect();
  };
  return (
    <section className={styles.section} aria-label="Connections">
      {replaced && (
        <div className={styles.conflict} role="alert">
          <p>A newer window has taken the place of this one.</p>
          <div className={styles.line}>
            <Button onClick={connect}>Connect here again</Button>
          </div>
        </div>
      )}
      <dl className={styles.line}>
        <div>
          <dt className={styles.muted}>Connections</dt>
          <dd className={styles.figure} data-testid="total">
            {stats.totalConnections}
          </dd>
        </div>
        <div>
          <dt className={styles.muted}>Oldest since (UTC)</dt>
          <dd className={styles.figure}>
            {new Date(stats.oldestConnection).toISOString().slice(11, 19)}
          </dd>
        </div>
      </dl>
      <ul className={styles.rows} aria-label="By channel">
        {Object.entries(stats.byChannel).map(([channel, count]) => (
          <li key={channel} className={`${styles.row} ${styles.line}`} data-testid="channel">
            <span className={styles.number}>{channel}</span>
            <span className={styles.number}>{count}</span>
          </li>
        ))}
      </ul>
      <LiveStatus live={live} />
    </section>
  );
}
