import type { ComponentProps } from 'react';
import styles from './button.module.css';

interface ButtonProps extends ComponentProps<'button'> {
  /** The one that a form is there for. */
  primary?: boolean;
}

export function Button({ primary = false, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={primary ? styles.primary : styles.button} {...rest} />;
}
