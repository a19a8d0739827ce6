import styles from './result.module.css';

export interface ResultText {
  ok: boolean;
  text: string;
}

/** The result of a form, which screen readers announce once. Its line exists from the start. */
export function Result({ result }: { result: ResultText }) {
  return (
    <p role="status" className={styles.result} data-ok={result.ok}>
      {result.text}
    </p>
  );
}
