import type { Link } from '../connections/link.js';
import { Deferred, within } from '../waiting.js';

const patience = 5_000;

/** Entries of a stream of the connection's own, which the reader reads together with the log. */
export class Probes {
  readonly #link: Link;
  readonly #key: string;
  readonly #recheck: () => Promise<void>;
  readonly #waiting = new Map<string, Deferred>();
  #count = 0;

  constructor(link: Link, key: string, recheck: () => Promise<void>) {
    this.#link = link;
    this.#key = key;
    this.#recheck = recheck;
  }

  /** @returns how many milliseconds the probe took */
  async send(): Promise<number> {
    const value = String(++this.#count);
    const arrival = new Deferred();
    this.#waiting.set(value, arrival);
    const began = performance.now();
    try {
      await within(patience, 'a probe to come back', this.#travel(value, arrival));
      return performance.now() - began;
    } catch (error) {
      // Reading may hang although the connection is open.
      this.#recheck().catch(() => undefined);
      throw error;
    } finally {
      this.#waiting.delete(value);
    }
  }

  async #travel(value: string, arrival: Deferred): Promise<void> {
    const stored = ['XADD', this.#key, 'MAXLEN', '1', '*', 'p', value];
    await this.#link.on(async (session) => {
      await Promise.all([
        this.#link.send(session, stored),
        this.#link.send(session, ['PEXPIRE', this.#key, '60000']),
      ]);
    });
    await arrival.promise;
  }

  arrived(value: string): void {
    this.#waiting.get(value)?.resolve();
  }
}
