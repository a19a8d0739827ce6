/** `problem`: it does not work, or events come late. `warning`: it works, and costs more or may break. */
export type Verdict = 'ok' | 'warning' | 'problem';

/** What one check has found. */
export interface Finding {
  /** The check, in one or two words. */
  check: string;
  verdict: Verdict;
  /** What was seen, as a sentence. */
  text: string;
  /** The lines to write. */
  remedy?: string | undefined;
}

export const ok = (check: string, text: string): Finding => ({ check, verdict: 'ok', text });

export const warning = (check: string, text: string, remedy?: string): Finding => ({
  check,
  verdict: 'warning',
  text,
  remedy,
});

export const problem = (check: string, text: string, remedy?: string): Finding => ({
  check,
  verdict: 'problem',
  text,
  remedy,
});
