'use client';

import { useActionState } from 'react';
import type { Person } from '../../lib/people';
import { Button } from '../sse-demo/ui/button';
import { Choice, Field } from '../sse-demo/ui/field';
import { Result } from '../sse-demo/ui/result';
import styles from '../ui/page.module.css';
import { sendNotification } from './actions';

export function NotifyForm({ people }: { people: Person[] }) {
  const [result, send] = useActionState(sendNotification, { ok: true, text: '' });
  return (
    <form className={styles.form} action={send}>
      <Choice label="To" name="to">
        {people.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Choice>
      <Field label="Text" name="body" maxLength={500} required />
      <Button type="submit">Notify</Button>
      <Result result={result} />
    </form>
  );
}
