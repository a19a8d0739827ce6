'use client';

import { useActionState } from 'react';
import { sendChatMessage } from '../actions';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { Result } from '../ui/result';
import type { TabIdentity } from '../use-tab-identity';
import styles from './compose.module.css';

/** A form that posts to a Server Action, which calls sendToSession. */
export function ActionForm({ identity }: { identity: TabIdentity | null }) {
  const [result, send, isPending] = useActionState(sendChatMessage, { ok: true, text: '' });
  return (
    <section aria-labelledby="action">
      <h2 id="action" className={styles.title}>
        From a Server Action
      </h2>
      <p className={styles.lead}>
        The form posts to a Server Action, which calls <code>sendToSession</code>. Name the session
        of another tab of this browser and the message appears there; those of other browsers it
        refuses.
      </p>
      <form className={styles.form} action={send}>
        <input type="hidden" name="sender" value={identity?.userId ?? ''} />
        <div className={styles.pair}>
          <Field label="Message" name="message" placeholder="Hello over there" required />
          <Field
            key={identity?.sessionId}
            label="Session"
            name="sessionId"
            defaultValue={identity?.sessionId}
            required
          />
        </div>
        <div className={styles.submit}>
          <Button type="submit" primary aria-disabled={isPending}>
            Send to session
          </Button>
          <Result result={result} />
        </div>
      </form>
    </section>
  );
}
