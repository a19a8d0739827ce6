'use client';

import { useId, useMemo, useState } from 'react';
import type { SSEEvent } from 'ssecast/react';
import { Button } from '../ui/button';
import { Choice, Field } from '../ui/field';
import { textOf } from './describe-event';
import { EventRow } from './event-row';
import styles from './events.module.css';

const everything = 'All events';

/** The received events, newest first. */
export function History({ events, clear }: { events: SSEEvent[]; clear: () => void }) {
  const [name, setName] = useState(everything);
  const [search, setSearch] = useState('');
  const counter = useId();

  const names = useMemo(() => [...new Set(events.map(({ event }) => event))].sort(), [events]);
  const shown = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return events
      .filter((event) => name === everything || event.event === name)
      .filter((event) => textOf(event).includes(wanted))
      .reverse();
  }, [events, name, search]);

  const showAll = () => {
    setName(everything);
    setSearch('');
  };

  return (
    <section id="events" className={styles.history} aria-labelledby="history" tabIndex={-1}>
      <div className={styles.toolbar}>
        <h2 id="history" className={styles.title}>
          History
          <span id={counter} className={styles.count}>
            {shown.length === events.length ? events.length : `${shown.length} of ${events.length}`}
          </span>
        </h2>
        <Field
          label="Filter by text"
          type="search"
          value={search}
          onChange={(change) => setSearch(change.target.value)}
        />
        <Choice
          label="Filter by event"
          value={name}
          onChange={(change) => setName(change.target.value)}
        >
          <option>{everything}</option>
          {/* The chosen one stays on offer when the last event of its name is cleared. */}
          {[...new Set(name === everything ? names : [...names, name])].map((each) => (
            <option key={each}>{each}</option>
          ))}
        </Choice>
        <Button onClick={clear}>Clear</Button>
      </div>
      {shown.length > 0 ? (
        <ol className={styles.list} aria-describedby={counter} data-testid="history">
          {shown.map((event) => (
            // An event of the server itself, such as a gap, may have the id of the event next to it.
            <EventRow key={`${event.id} ${event.event}`} event={event} />
          ))}
        </ol>
      ) : events.length > 0 ? (
        <div className={styles.empty}>
          <p className={styles.emptyTitle}>No event matches</p>
          <p>The filter hides {events.length === 1 ? 'the only one' : `all ${events.length}`}.</p>
          <Button onClick={showAll}>Show all of them</Button>
        </div>
      ) : (
        <div className={styles.empty}>
          <p className={styles.emptyTitle}>Nothing here yet</p>
          <p>Send an event, or open this page in a second tab and send one from there.</p>
        </div>
      )}
    </section>
  );
}
