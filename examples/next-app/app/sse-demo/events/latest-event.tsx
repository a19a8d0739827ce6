import type { SSEEvent } from 'ssecast/react';
import { headlineOf, kindOf } from './describe-event';
import styles from './events.module.css';
import { Time } from './time';

/** The newest event, in large type. Its place stays while there is none. */
export function LatestEvent({ event }: { event: SSEEvent | null }) {
  return (
    <section className={styles.latest} aria-labelledby="latest">
      <h2 id="latest" className={styles.overline}>
        Latest event
      </h2>
      {event ? (
        // The key restarts the highlight for each event.
        <div
          key={event.id}
          className={`${styles.fresh} ${styles[kindOf(event)]}`}
          data-testid="latest"
        >
          <p className={styles.meta}>
            <span className={styles.name}>{event.event}</span>
            <Time timestamp={event.timestamp} />
          </p>
          <p className={styles.headline}>{headlineOf(event)}</p>
        </div>
      ) : (
        <p className={styles.quiet}>Nothing has come yet.</p>
      )}
    </section>
  );
}
