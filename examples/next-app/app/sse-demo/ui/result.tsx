import styles from './result.module.css';

export interface ResultText {
  ok: boolean;
  text: string;
}

/** What became of a form, said once to screen readers. Its line is there from the start. */
export function Result({ result }: { result: ResultText }) {
  return (
    <p role="status" className={styles.result} data-ok={result.ok}>
      {result.text}
    </p>
  );
}
