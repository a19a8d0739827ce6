import type { SSEEvent } from 'ssecast/react';
import { headlineOf, kindOf } from './describe-event';
import styles from './events.module.css';
import { Time } from './time';

/** One line; when it is open, the whole event. */
export function EventRow({ event }: { event: SSEEvent }) {
  return (
    <li className={`${styles.row} ${styles[kindOf(event)]}`}>
      <details>
        <summary className={styles.summary}>
          <Time timestamp={event.timestamp} />
          <span className={styles.name}>{event.event}</span>
          <span className={styles.line}>{headlineOf(event)}</span>
        </summary>
        <pre className={styles.raw}>{JSON.stringify(event, null, 2)}</pre>
      </details>
    </li>
  );
}
