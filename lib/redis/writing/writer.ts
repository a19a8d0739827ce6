import type { Appended, NewEntry } from '../../backplane/backplane.js';
import type { Link } from '../connections/link.js';
import type { Session } from '../connections/session.js';
import {
  isMissingRight,
  NotStoredError,
  RedisBackplaneError,
  replyCode,
  toError,
} from '../errors.js';
import type { Health } from '../health.js';
import type { Keys } from '../keys.js';
import type { Settings } from '../options.js';
import { laterOf, start } from '../positions.js';
import type { Place } from '../reading/place.js';
import type { Reader } from '../reading/reader.js';
import { append } from '../scripts/append.js';
import { within } from '../waiting.js';

const patience = 5_000;

/** Errors that mean: the reader looks at another server, or at a log that is no longer there. */
const concernsReader = new Set([
  ...['SSECAST_NO_EPOCH', 'READONLY', 'MASTERDOWN', 'UNBLOCKED', 'MOVED', 'ASK', 'CLUSTERDOWN'],
]);

/**
 * Replies to a batch that the server has refused as a whole: before its script ran, or at the first thing
 * that the script writes, which changes nothing that counts. `ERR` is none of them: a script that fails
 * later says so, too.
 */
const refusesAll = new Set([
  ...['OOM', 'READONLY', 'NOPERM', 'NOAUTH', 'LOADING', 'BUSY', 'MISCONF', 'NOREPLICAS', 'DENIED'],
  ...[
    'MASTERDOWN',
    'CLUSTERDOWN',
    'MOVED',
    'ASK',
    'TRYAGAIN',
    'CROSSSLOT',
    'NOSCRIPT',
    'WRONGTYPE',
  ],
  ...['SSECAST_NO_EPOCH', 'SSECAST_REFUSED', 'SSECAST_IDS'],
]);

function isRefusal(error: Error): boolean {
  // Those of ours are no replies.
  if (error instanceof RedisBackplaneError) return false;
  return refusesAll.has(replyCode(error) ?? '') || isMissingRight(error);
}

/** Stores batches of entries on a connection of its own. */
export class Writer {
  readonly #link: Link;
  readonly #keys: Keys;
  readonly #record: string;
  readonly #settings: Settings;
  readonly #place: Place;
  readonly #reader: Reader;
  readonly #health: Health;
  #verified: Session | undefined;
  /** The last batch that has left this process. */
  lastSent = 0;

  constructor(
    link: Link,
    keys: Keys,
    instance: string,
    settings: Settings,
    place: Place,
    reader: Reader,
    health: Health,
  ) {
    this.#link = link;
    this.#keys = keys;
    this.#record = keys.writer(instance);
    this.#settings = settings;
    this.#place = place;
    this.#reader = reader;
    this.#health = health;
  }

  /** @throws NotStoredError when Redis has nothing of this call */
  async append(number: number, entries: readonly NewEntry[]): Promise<(Appended | Error)[]> {
    let isSent = false;
    this.lastSent = number - 1;
    const results = await this.attempt(async (session) => {
      const { keys, args } = this.#argumentsFor(number, entries);
      isSent = true;
      this.lastSent = number;
      return (await this.#link.run(append, keys, args, session)) as Buffer[];
    }).catch((error) => {
      throw isSent && !isRefusal(toError(error)) ? error : new NotStoredError(toError(error));
    });
    const appended = results.map((each) => toResult(each.toString('latin1')));
    let newest = start;
    for (const each of appended) {
      if (each instanceof Error || each.epoch !== this.#place.epoch) continue;
      newest = laterOf(newest, each.position);
    }
    if (newest !== start) this.#place.acknowledged(newest);
    return appended;
  }

  /**
   * Runs what writes, once the log is open, and after a check where another connection writes than the
   * one that acknowledged the last entries: it may reach a server that does not have them.
   */
  async attempt<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    // What prevents that is reported by the reader.
    await within(patience, 'the log to be opened', this.#reader.opened);
    try {
      const result = await this.#link.on(async (session) => {
        if (session !== this.#verified && this.#place.hasUncheckedEntries) {
          await within(patience, 'the log to be checked', this.#reader.recheck());
        }
        this.#verified = session;
        return work(session);
      });
      this.#health.works('writing');
      return result;
    } catch (thrown) {
      const error = toError(thrown);
      if (concernsReader.has(replyCode(error) ?? '')) this.#reader.recheck().catch(() => undefined);
      if (!this.#link.isClosed) this.#health.fails('writing', error);
      throw error;
    }
  }

  #argumentsFor(number: number, entries: readonly NewEntry[]) {
    const { maxLength, idempotencyWindow } = this.#settings;
    const keys = [this.#keys.events, this.#keys.meta, this.#record];
    const args = [String(number), String(maxLength), String(idempotencyWindow)];
    for (const { entry, id } of entries) {
      if (id !== undefined) keys.push(this.#keys.id(id));
      args.push(entry, String(id === undefined ? 0 : keys.length));
    }
    return { keys, args };
  }
}

function toResult(text: string): Appended | Error {
  if (!text.startsWith('!')) return toAppended(text);
  return new RedisBackplaneError(
    'ERR_SSECAST_REDIS_REFUSED',
    `Expected Redis to store the event but it answered: ${text.slice(1)}`,
  );
}

/** `<epoch>:<position>` */
export function toAppended(text: string): Appended {
  const [epoch, position = start] = text.split(':');
  return { epoch: Number(epoch), position };
}
