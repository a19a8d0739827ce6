'use client';

import { useState } from 'react';
import { Button } from '../sse-demo/ui/button';
import { Field } from '../sse-demo/ui/field';
import styles from './add-form.module.css';

interface AddFormProps {
  label: string;
  /** The label of the button, for screen readers. */
  name: string;
  maxLength: number;
  /** Returns false to keep the text. */
  add: (text: string) => Promise<boolean>;
}

/** A form of one line that adds an item. */
export function AddForm({ label, name, maxLength, add }: AddFormProps) {
  const [text, setText] = useState('');
  return (
    <form
      className={styles.form}
      onSubmit={async (event) => {
        event.preventDefault();
        // The visitor may type another text while the request is pending.
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
