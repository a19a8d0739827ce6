'use client';

import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { setTabIdentity, type TabIdentity } from '../use-tab-identity';
import styles from './tab-panel.module.css';

/** The identity of this tab. Another session or user is another connection. */
export function TabPanel({
  identity,
  clientId,
}: {
  identity: TabIdentity | null;
  clientId: string;
}) {
  function apply(form: FormData) {
    const text = (name: string) => String(form.get(name)).trim();
    setTabIdentity({ sessionId: text('sessionId'), userId: text('userId') });
  }
  return (
    <section className={styles.panel} aria-labelledby="tab">
      <h2 id="tab" className={styles.title}>
        This tab
      </h2>
      {/* The key gives the fields their values anew when the identity is known or changes. */}
      <form
        key={`${identity?.sessionId} ${identity?.userId}`}
        className={styles.form}
        action={apply}
      >
        <Field label="Session" name="sessionId" defaultValue={identity?.sessionId} required />
        <Field label="User" name="userId" defaultValue={identity?.userId} required />
        <Button type="submit">Apply</Button>
      </form>
      <p className={styles.client}>
        <span className={styles.label}>Client</span>
        <code data-testid="client-id">{clientId || '–'}</code>
      </p>
    </section>
  );
}
