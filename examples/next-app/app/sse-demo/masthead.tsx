import styles from './masthead.module.css';

export function Masthead() {
  return (
    <header className={styles.masthead}>
      <p className={styles.name}>
        <svg className={styles.mark} viewBox="0 0 20 20" aria-hidden="true">
          <path d="M4 10a6 6 0 0 1 6-6" />
          <path className={styles.faint} d="M16 10a6 6 0 0 1-6 6" />
          <circle cx="10" cy="10" r="2.4" />
        </svg>
        ssecast
      </p>
      <p className={styles.claim}>Server-Sent Events, written to the clients by C++ threads</p>
      <a className={styles.link} href="/api/sse/stats">
        Statistics as JSON
      </a>
    </header>
  );
}
