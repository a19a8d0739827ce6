import { clockOf } from './describe-event';
import styles from './events.module.css';

export function Time({ timestamp = 0 }: { timestamp?: number | undefined }) {
  return (
    <time className={styles.time} dateTime={new Date(timestamp).toISOString()}>
      {clockOf(timestamp)}
    </time>
  );
}
