import type { ComponentProps } from 'react';
import styles from './button.module.css';

interface ButtonProps extends ComponentProps<'button'> {
  /** The main button of a form. */
  primary?: boolean;
}

export function Button({ primary = false, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={primary ? styles.primary : styles.button} {...rest} />;
}
