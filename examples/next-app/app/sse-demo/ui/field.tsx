import { type ComponentProps, type ReactNode, useId } from 'react';
import styles from './field.module.css';

interface Labelled {
  label: string;
  /** Why the value is invalid. */
  problem?: string | undefined;
}

interface TextProps extends Labelled, ComponentProps<'input'> {
  /** Monospace, for code and ids. */
  mono?: boolean;
}

/** A labelled line of text. */
export function Field({ label, problem, mono, ...rest }: TextProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} problem={problem}>
      <input
        id={id}
        className={mono ? styles.mono : styles.control}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        {...rest}
      />
    </Frame>
  );
}

/** A labelled choice. */
export function Choice({ label, children, ...rest }: Labelled & ComponentProps<'select'>) {
  const id = useId();
  return (
    <Frame id={id} label={label}>
      <select id={id} className={styles.control} {...rest}>
        {children}
      </select>
    </Frame>
  );
}

function Frame({ id, label, problem, children }: Labelled & { id: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {children}
      {problem && (
        <p id={`${id}-problem`} className={styles.problem}>
          {problem}
        </p>
      )}
    </div>
  );
}
