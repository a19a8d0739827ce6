import { createHash, randomInt } from 'node:crypto';
import type { BackplaneEvents, Epoch, Position } from '../../backplane/backplane.js';
import type { Link } from '../connections/link.js';
import type { Session } from '../connections/session.js';
import type { Keys } from '../keys.js';
import { isBefore, isPosition, laterOf, start } from '../positions.js';
import { check } from '../scripts/check.js';
import { greatestEpoch } from './fields.js';

type Verdict = 'same' | 'trimmed' | 'opened' | 'lost';

/** Where a process is in the log, and what it needs to prove that the log is still the same. */
export class Place {
  readonly #keys: Keys;
  readonly #opened: BackplaneEvents['opened'];
  /** Undefined until the first check. */
  epoch: Epoch | undefined;
  /** The last id that was read, a position or not. */
  last: string = start;
  /** The number of the entry that comes next, where it is known. */
  next: number | undefined;
  /** Set when entries that were stored are known to be gone. */
  isLost = false;
  /** Set when the entries that follow the last one were trimmed; reading shows up to where. */
  hasHole = false;
  /** The greatest position that was read or acknowledged. */
  #seen: Position = start;
  /** The fields of the entry at `last`, and its digest where only that is known. */
  #fields: Buffer[] | undefined;
  #digest = '';
  /** The last position that was acknowledged and that no check has found since. */
  #acknowledged: Position | undefined;
  /** The last entry at the check before. */
  #former = { id: '', digest: '' };
  #runId = '';

  constructor(keys: Keys, opened: BackplaneEvents['opened']) {
    this.#keys = keys;
    this.#opened = opened;
  }

  get hasUncheckedEntries(): boolean {
    return this.#acknowledged !== undefined;
  }

  moveTo(id: string, fields: Buffer[]): void {
    this.last = id;
    this.#fields = fields;
    if (isPosition(id)) this.#seen = laterOf(this.#seen, id);
  }

  acknowledged(position: Position): void {
    this.#seen = laterOf(this.#seen, position);
    this.#acknowledged = laterOf(this.#acknowledged ?? start, position);
  }

  /**
   * Compares this place with the log, and reports when reading goes on elsewhere.
   * @param runId the server's process, '' where the right to ask for it is missing
   * @param isSameSession whether the last entry was read from this session
   */
  async check(
    link: Link,
    session: Session,
    runId: string,
    isSameSession: boolean,
  ): Promise<Verdict> {
    const acknowledged = this.#acknowledged;
    if (this.#fields !== undefined) this.#digest = digestOf(this.#fields);
    const isSameProcess = isSameSession || (runId !== '' && runId === this.#runId);
    const reply = await link.run(
      check,
      [this.#keys.events, this.#keys.meta],
      [
        this.epoch === undefined ? '' : String(this.epoch),
        this.last,
        this.#digest,
        acknowledged ?? '',
        this.#seen,
        String(randomInt(1, greatestEpoch + 1)),
        isSameProcess ? '1' : '0',
        this.isLost ? '1' : '0',
        this.#former.id,
        this.#former.digest,
      ],
      session,
    );
    const [verdict, epoch, position, digest, number] = (reply as Buffer[]).map(String) as [
      Verdict,
      string,
      string,
      string,
      string,
    ];
    this.#runId = runId;
    this.#forget(acknowledged, verdict);
    this.#former = { id: digest === '' ? '' : position, digest };
    if (verdict === 'same') return verdict;
    if (verdict === 'trimmed' && position === this.last) {
      this.hasHole = true;
      return verdict;
    }
    this.isLost = false;
    this.epoch = Number(epoch);
    this.last = position;
    this.#fields = undefined;
    this.#digest = digest;
    this.next = number === '' ? undefined : Number(number) + 1;
    if (isPosition(position)) this.#seen = laterOf(this.#seen, position);
    this.lose(verdict !== 'opened');
    return verdict;
  }

  /** Reports that reading goes on after the last id, or after a later one. */
  lose(lost: boolean, position: Position = this.last): void {
    this.hasHole = false;
    this.#opened({ epoch: this.epoch as Epoch, position, lost });
  }

  /** An entry that was read and found needs no further check; one ahead of the reader does. */
  #forget(checked: Position | undefined, verdict: Verdict): void {
    if (checked === undefined || checked !== this.#acknowledged) return;
    if (verdict === 'lost' || !isBefore(this.last, checked)) this.#acknowledged = undefined;
  }
}

const digestOf = (fields: readonly Buffer[]): string => {
  const hash = createHash('sha1');
  for (const [at, field] of fields.entries()) {
    if (at > 0) hash.update('\0');
    hash.update(field);
  }
  return hash.digest('hex');
};
