'use client';

import { useActionState } from 'react';
import { Button } from '../sse-demo/ui/button';
import { Field } from '../sse-demo/ui/field';
import { Result } from '../sse-demo/ui/result';
import styles from '../ui/page.module.css';
import { create } from './actions';

export function CreateForm() {
  const [result, action] = useActionState(create, { ok: true, text: '' });
  return (
    <form className={styles.form} action={action}>
      <Field label="Name of a new workspace" name="name" maxLength={60} required />
      <Button type="submit" primary>
        Make a workspace
      </Button>
      <Result result={result} />
    </form>
  );
}
