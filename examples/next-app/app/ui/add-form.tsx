'use client';

import { useState } from 'react';
import { Button } from '../sse-demo/ui/button';
import { Field } from '../sse-demo/ui/field';
import styles from './add-form.module.css';

interface AddFormProps {
  label: string;
  /** Of the button, for those who do not see beside which field it is. */
  name: string;
  maxLength: number;
  /** Keeps the text when it answers false. */
  add: (text: string) => Promise<boolean>;
}

/** One line that adds something. */
export function AddForm({ label, name, maxLength, add }: AddFormProps) {
  const [text, setText] = useState('');
  return (
    <form
      className={styles.form}
      onSubmit={async (event) => {
        event.preventDefault();
        // What is typed while the answer is on its way is another text.
        if (await add(text)) setText((now) => (now === text ? '' : now));
      }}
    >
      <Field
        label={label}
        value={text}
        maxLength={maxLength}
        required
        onChange={({ target }) => setText(target.value)}
      />
      <Button type="submit" aria-label={name}>
        Add
      </Button>
    </form>
  );
}
