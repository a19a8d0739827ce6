import type { BackplaneEvents, Entry } from '../../backplane/backplane.js';
import type { Link } from '../connections/link.js';
import type { Session } from '../connections/session.js';
import { toError } from '../errors.js';
import type { Health } from '../health.js';
import type { Keys } from '../keys.js';
import type { Settings } from '../options.js';
import { justBefore, start } from '../positions.js';
import { backOff, Deferred, delay } from '../waiting.js';
import { evictionWarning } from './eviction.js';
import { type RawEntry, readEntry } from './fields.js';
import { PageSize } from './page-size.js';
import type { Place } from './place.js';

/** The longest time until a log that was emptied, without any connection ending, is noticed. */
const blockMilliseconds = 2_000;

/** A reader that was away for longer checks whether entries were trimmed meanwhile. */
const longAbsence = 250;

/** The longest pause before a check that writers wait for, in milliseconds. */
const longestAsked = 100;

type Page = [key: Buffer, entries: RawEntry[]][] | null;

/** Reads the log on a connection of its own, and checks its place at each connection and every two seconds. */
export class Reader {
  readonly #link: Link;
  readonly #keys: Keys;
  readonly #eventsKey: Buffer;
  readonly #probeKey: string;
  readonly #events: BackplaneEvents;
  readonly #health: Health;
  readonly #place: Place;
  readonly #onProbe: (value: string) => void;
  readonly #onLost: () => void;
  readonly #opened = new Deferred();
  /** Those that wait for a check that begins after they have asked. */
  #asked: Deferred[] = [];
  /** How often a check was asked for, which ends the connection. */
  #resets = 0;
  #checked = { session: undefined as Session | undefined, runId: '', at: 0 };
  #isDue = false;
  #hasWarned = false;
  #lastProbe = start;
  readonly #size = new PageSize();
  readonly #interval: number;
  /** A page with so many entries is followed by the next read at once: the log may be trimmed soon. */
  readonly #large: number;
  /** When the next read may be sent, on the clock of `performance`. */
  #nextRead = 0;

  constructor(
    link: Link,
    keys: Keys,
    probeKey: string,
    { readInterval, maxLength }: Pick<Settings, 'readInterval' | 'maxLength'>,
    place: Place,
    health: Health,
    events: BackplaneEvents,
    onProbe: (value: string) => void,
    onLost: () => void,
  ) {
    this.#link = link;
    this.#keys = keys;
    this.#eventsKey = Buffer.from(keys.events);
    this.#probeKey = probeKey;
    this.#interval = readInterval;
    this.#large = maxLength / 10;
    this.#place = place;
    this.#health = health;
    this.#events = events;
    this.#onProbe = onProbe;
    this.#onLost = onLost;
  }

  /** Resolves when the log has been opened for the first time. */
  get opened(): Promise<void> {
    return this.#opened.promise;
  }

  /** Connects again and checks. Resolves when that has succeeded. */
  recheck(): Promise<void> {
    const asked = new Deferred();
    this.#asked.push(asked);
    this.#resets += 1;
    this.#link.reset();
    return asked.promise;
  }

  async run(): Promise<void> {
    let failures = 0;
    while (!this.#link.isClosed) {
      let session: Session | undefined;
      const resets = this.#resets;
      try {
        // Awaits only what is under way: a lone event pays for each promise.
        session = this.#link.current ?? (await this.#link.session());
        if (!this.#isProven(session)) await this.#check(session);
        // Otherwise reading itself failed the last time, and has to succeed first.
        if (failures === 0) this.#health.works('reading');
        await this.#read(session);
        failures = 0;
      } catch (error) {
        if (this.#link.isClosed) break;
        this.#isDue = true;
        // A connection that was ended on purpose meanwhile is no failure.
        if (this.#resets !== resets && session !== undefined) continue;
        this.#health.fails('reading', toError(error));
        // The link itself waits longer after each connection that failed.
        if (session !== undefined) await delay(this.#pauseAfter(++failures));
      }
    }
    for (const asked of this.#asked) asked.reject(new Error('The backplane was closed'));
  }

  /** Writers wait for a check that they have asked for: it is tried again sooner. */
  #pauseAfter(failures: number): number {
    return Math.min(backOff(failures), this.#asked.length > 0 ? longestAsked : Infinity);
  }

  /** Whether the last proof that the place is right still counts. */
  #isProven(session: Session): boolean {
    const isFresh = performance.now() - this.#checked.at < blockMilliseconds;
    return this.#checked.session === session && isFresh && !this.#isDue && this.#asked.length === 0;
  }

  /** Proves that the place is still right. */
  async #check(session: Session): Promise<void> {
    const isSameSession = this.#checked.session === session;
    const asked = this.#asked.splice(0);
    try {
      const runId = isSameSession ? this.#checked.runId : await this.#runIdOf(session);
      if (!isSameSession) await this.#warn(session);
      const verdict = await this.#place.check(this.#link, session, runId, isSameSession);
      this.#checked = { session, runId, at: performance.now() };
      this.#isDue = false;
      if (!isSameSession) this.#lastProbe = start;
      if (verdict === 'lost') this.#onLost();
    } catch (error) {
      this.#asked.unshift(...asked);
      throw error;
    }
    this.#opened.resolve();
    for (const each of asked) each.resolve();
  }

  /** Which process of the server answers, or '' where the connection has no right to ask. */
  async #runIdOf(session: Session): Promise<string> {
    const info = await this.#infoOf(session, 'server');
    return /^run_id:(\w+)/m.exec(info)?.[1] ?? '';
  }

  async #warn(session: Session): Promise<void> {
    if (this.#hasWarned) return;
    const warning = evictionWarning(await this.#infoOf(session, 'memory'));
    if (warning === undefined) return;
    this.#hasWarned = true;
    this.#events.warned?.(warning);
  }

  /** A part of INFO, or '' where the connection has no right to ask, or the server no such command. */
  async #infoOf(session: Session, part: string): Promise<string> {
    try {
      return String(await this.#link.send(session, ['INFO', part]));
    } catch (error) {
      if (/^(NOPERM|ERR unknown command)/.test(toError(error).message)) return '';
      throw error;
    }
  }

  async #read(session: Session): Promise<void> {
    const early = this.#nextRead - performance.now();
    if (early > 0) await delay(early);
    const sent = performance.now();
    const count = this.#size.count;
    const page = (await this.#link.sendAlone(
      session,
      [
        ...['XREAD', 'COUNT', String(count), 'BLOCK', String(blockMilliseconds)],
        ...['STREAMS', this.#keys.events, this.#probeKey, this.#place.last, this.#lastProbe],
      ],
      2 * blockMilliseconds,
    )) as Page;
    const began = performance.now();
    this.#nextRead = sent + this.#interval;
    for (const [key, entries] of page ?? []) {
      if (key.equals(this.#eventsKey)) {
        this.#size.measure(entries);
        await this.#deliver(entries);
        // What follows may have been trimmed before it was read.
        if (entries.length >= count) this.#isDue = true;
        if (entries.length >= Math.min(count, this.#large)) this.#nextRead = 0;
      } else {
        this.#probed(entries);
      }
    }
    if (performance.now() - began > longAbsence) this.#isDue = true;
  }

  #probed(entries: RawEntry[]): void {
    for (const [id, fields] of entries) {
      this.#lastProbe = id.toString('latin1');
      this.#onProbe(String(fields[1]));
    }
  }

  /** Hands over the entries of a page. The place moves before, so that no entry comes twice. */
  async #deliver(raw: readonly RawEntry[]): Promise<void> {
    const place = this.#place;
    let batch: Entry[] = [];
    let through: RawEntry | undefined;
    const flush = (): undefined | Promise<void> => {
      if (through !== undefined) place.moveTo(through[0].toString('latin1'), through[1]);
      const entries = batch;
      batch = [];
      return entries.length > 0 ? this.#events.entries(entries) : undefined;
    };
    for (const each of raw) {
      const read = readEntry(each);
      // Where entries have numbers, these say whether one is missing.
      const isNumbered = read.kind === 'entry' && read.number !== undefined;
      if (place.hasHole && !(isNumbered && place.next !== undefined)) {
        place.lose(true, justBefore(read.position));
      }
      if (read.kind === 'entry') {
        const { position, entry, number } = read;
        if (number !== undefined) {
          if (place.next !== undefined && number !== place.next) {
            await flush();
            // A smaller number: entries that were read are no longer in the log.
            if (number < place.next) {
              place.isLost = true;
              this.#isDue = true;
              return;
            }
            // A greater one: entries were trimmed before they were read.
            place.lose(true, justBefore(position));
          }
          place.next = number + 1;
          place.hasHole = false;
        }
        batch.push({ position, entry });
        through = each;
        continue;
      }
      through = each;
      await flush();
      if (read.kind === 'foreign') this.#events.foreign(read.position, read.what);
      else if (read.epoch !== place.epoch) {
        place.epoch = read.epoch;
        place.next = undefined;
        place.lose(true);
      }
    }
    const isTaken = flush();
    if (isTaken !== undefined) await isTaken;
  }
}
