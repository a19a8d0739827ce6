import { setTimeout as wait } from 'node:timers/promises';
import type { NativeAdmission, NativeFeed } from 'ssecast/native';
import { asError } from './errors.js';
import { type ArchiveHost, OlderEntries } from './older-entries.js';
import { comparePlaces, fromWireId, toWireId } from './wire-id.js';

/** Admissions that may wait; a further one is refused. */
const kMaxWaiting = 20_000;
/** Milliseconds that a client waits at most: for the log to open, for entries on their way, and in all. */
const kPatience = 2_000;
const kLongest = 10_000;
/** Milliseconds between two looks at how far the broadcaster has read. */
const kLook = 5;
/** Characters of an id that the log is asked for. */
const kMaxId = 1_024;

/** `gone`: the request was closed meanwhile. `busy`: too many wait. */
export type Prepared = 'ready' | 'gone' | 'busy';

export interface CatchUpHost extends ArchiveHost {
  /** Resolves when the broadcaster follows the log, or after a time. @returns whether it does */
  ready(patience: number): Promise<boolean>;
}

/**
 * Lets clients that come back wait until this process has what they missed. A client that cannot be served
 * is admitted all the same, and gets a gap.
 */
export class CatchUp {
  readonly older: OlderEntries;
  private waiting = 0;
  /** Clients whose cursors are of an epoch that this process has not read of, with their cursors. */
  private readonly ahead = new Map<() => void, string>();
  private readonly asked = new Map<string, Promise<string | undefined>>();

  constructor(private readonly host: CatchUpHost) {
    this.older = new OlderEntries(host);
  }

  /**
   * Waits for what a client needs.
   * @param admission gets another `lastEventId`, if the log knows the client's as an id of a caller
   * @param isGone whether the request was closed
   */
  async prepare(admission: NativeAdmission, isGone: () => boolean): Promise<Prepared> {
    if (this.waiting >= kMaxWaiting) return 'busy';
    this.waiting++;
    try {
      if (await this.host.ready(kPatience)) await this.settle(admission, isGone);
    } catch (error) {
      this.host.link.note(asError(error));
    } finally {
      this.waiting--;
    }
    return isGone() ? 'gone' : 'ready';
  }

  private async settle(admission: NativeAdmission, isGone: () => boolean): Promise<void> {
    const end = performance.now() + kLongest;
    let isAsked = false;
    while (!isGone() && performance.now() < end) {
      const cursor = admission.lastEventId ?? '';
      switch (this.host.native.placeOf(admission)) {
        case 'older':
          if (!(await this.older.load(admission))) return;
          break;
        case 'unknown': {
          if (isAsked) return;
          isAsked = true;
          // Another process may have begun a new epoch, of which this one has not read yet.
          if (fromWireId(cursor) !== undefined && this.isAhead(cursor)) {
            await this.reaches(cursor);
            break;
          }
          const known = await this.find(cursor);
          if (known === undefined) return;
          admission.lastEventId = known;
          break;
        }
        default:
          return;
      }
    }
  }

  private isAhead(cursor: string): boolean {
    return comparePlaces(cursor, this.position()) > 0;
  }

  /** The id of the newest event that this process has read. */
  private position(): string {
    return (JSON.parse(this.host.native.feedState()) as NativeFeed).position;
  }

  /** Waits until this process has read as far as `cursor`. */
  private reaches(cursor: string): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.ahead.delete(done);
        resolve();
      };
      const timer = setTimeout(done, kPatience);
      this.ahead.set(done, cursor);
      // One look for all that wait.
      if (this.ahead.size === 1) this.look().catch((error) => this.host.link.note(asError(error)));
    });
  }

  private async look(): Promise<void> {
    while (this.ahead.size > 0) {
      const position = this.position();
      for (const [done, cursor] of this.ahead) {
        if (comparePlaces(cursor, position) <= 0) done();
      }
      if (this.ahead.size > 0) await wait(kLook);
    }
  }

  /** The id on the wire of an id that a caller gave; one question for all clients that bring it. */
  private find(id: string): Promise<string | undefined> {
    if (id === '' || id.length > kMaxId || fromWireId(id) !== undefined) {
      return Promise.resolve(undefined);
    }
    const present = this.asked.get(id);
    if (present !== undefined) return present;
    const answer = this.host.connection
      .find(id)
      .then((found) => found && toWireId(found.position, found.epoch))
      .finally(() => this.asked.delete(id));
    this.asked.set(id, answer);
    return answer;
  }
}
