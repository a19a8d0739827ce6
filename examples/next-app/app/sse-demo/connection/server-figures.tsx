'use client';

import styles from './server-figures.module.css';
import { type ServerStats, useServerStats } from './use-server-stats';

interface Figure {
  label: string;
  unit?: string;
  value: (stats: ServerStats) => string;
}

const figures: Figure[] = [
  { label: 'Clients', value: ({ clients }) => whole(clients.total) },
  { label: 'Direct path', value: ({ clients }) => whole(clients.direct) },
  { label: 'Stream path', value: ({ clients }) => whole(clients.stream) },
  { label: 'Published', value: ({ eventsPublished }) => whole(eventsPublished) },
  { label: 'V8 heap', unit: 'MB', value: ({ memory }) => (memory.heapUsed / 1e6).toFixed(1) },
];

/** The server's side: the connected clients, their paths, and the JavaScript heap. */
export function ServerFigures({ connected }: { connected: boolean }) {
  const stats = useServerStats(connected);
  return (
    <section className={styles.figures} aria-label="Server">
      <dl className={styles.list} data-stale={!connected || undefined}>
        {figures.map(({ label, unit, value }) => (
          <div key={label} className={styles.figure}>
            <dt>{label}</dt>
            <dd data-testid={`figure-${label}`}>
              {stats ? value(stats) : '–'}
              {unit && <span className={styles.unit}> {unit}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function whole(number: number): string {
  return number.toLocaleString('en');
}
