import type { BackplaneEvents } from '../backplane/backplane.js';

/** Reports that something fails, and once that everything works again. */
export class Health {
  readonly #failed: BackplaneEvents['failed'];
  readonly #failures = new Map<string, Error>();
  #reported = '';

  constructor(failed: BackplaneEvents['failed']) {
    this.#failed = failed;
  }

  /** @param part what fails, by a name: reading, writing */
  fails(part: string, error: Error): void {
    this.#failures.set(part, error);
    // Each attempt fails with the same words.
    if (this.#reported === error.message) return;
    this.#reported = error.message;
    this.#failed(error);
  }

  works(part: string): void {
    if (!this.#failures.delete(part) || this.#failures.size > 0) return;
    this.#reported = '';
    this.#failed(undefined);
  }
}
