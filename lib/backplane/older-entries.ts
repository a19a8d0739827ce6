import type { NativeAdmission, NativeBroadcaster, NativeFeed } from 'ssecast/native';
import type { BackplaneConnection, Epoch, Position } from './backplane.js';
import { isControl } from './control.js';
import { asError } from './errors.js';
import type { LinkState } from './state.js';
import { comparePlaces, fromWireId, toWireId } from './wire-id.js';

/** Entries of a page, and pages of one load. */
const kPage = 1_000;
const kMaxPages = 100;

/** Bytes of memory that an event takes besides its text: C++ keeps no more than the history may hold. */
const kOverhead = 400;

/** Milliseconds in which the requests of clients that come back at once are gathered. */
const kGather = 5;
/** Milliseconds after a read that failed. */
const kPause = 100;
/** Milliseconds between two looks at whether C++ has taken what was read, and for how long. */
const kLook = 5;
const kPatience = 10_000;

/** Entries after a cursor, as `NativeBroadcaster.archive` takes them. */
interface Loaded {
  after: Position;
  through: Position;
  entries: (string | Uint8Array)[];
}

/** The part of the option `history` that decides what is read. */
export interface KeptHistory {
  /** The most bytes of older entries that are kept, as for the history. */
  bytes: number;
  /** Single channels may have forgotten more than the whole history. */
  perChannel: boolean;
}

export interface ArchiveHost {
  readonly native: NativeBroadcaster;
  readonly connection: BackplaneConnection;
  readonly link: LinkState;
  history(): KeptHistory;
}

/**
 * Reads entries that are older than the history, for clients that come back: one load at a time, for all
 * that wait, from the oldest cursor on.
 */
export class OlderEntries {
  /** Pages that were read. */
  reads = 0;
  /** Clients that wait, by their cursors, ids on the wire: one of each, and how many there are. */
  private readonly waiting = new Map<string, { admission: NativeAdmission; count: number }>();
  private current: Promise<void> | undefined;
  /** Cursors up to this one cannot be served any more. */
  private hopeless: string | undefined;
  private hasFailed = false;

  constructor(private readonly host: ArchiveHost) {}

  /**
   * Loads what a client misses, or waits for the load under way.
   * @returns false when the log cannot serve the cursor; otherwise the caller looks again
   */
  async load(admission: NativeAdmission): Promise<boolean> {
    const cursor = admission.lastEventId ?? '';
    if (this.isHopeless(cursor)) return false;
    const waiting = this.waiting.get(cursor) ?? { admission, count: 0 };
    this.waiting.set(cursor, waiting);
    waiting.count++;
    this.current ??= this.run().finally(() => {
      this.current = undefined;
    });
    await this.current;
    if (--waiting.count === 0) this.waiting.delete(cursor);
    return !this.isHopeless(cursor);
  }

  private isHopeless(cursor: string): boolean {
    const { hopeless } = this;
    if (hopeless === undefined) return false;
    // A cursor of another epoch is not older but unknown, before it comes here.
    if (fromWireId(hopeless)?.epoch !== fromWireId(cursor)?.epoch) return false;
    return comparePlaces(cursor, hopeless) <= 0;
  }

  /** Never rejects. */
  private async run(): Promise<void> {
    await pause(kGather);
    const chosen = this.choose();
    const start = fromWireId(chosen?.lastEventId ?? '');
    if (chosen === undefined || start === undefined) return;
    const { position, epoch } = start;
    try {
      const loaded = await this.readFrom(position, epoch);
      this.hasFailed = loaded === undefined;
      if (loaded === undefined) {
        this.hopeless = chosen.lastEventId;
        return;
      }
      // The oldest entries were left out, because all were more than the history may hold.
      if (loaded.after !== position) this.hopeless = toWireId(justBefore(loaded.after), epoch);
      const after = toWireId(loaded.after, epoch);
      const { archives } = this.feedState();
      this.host.native.archive(after, toWireId(loaded.through, epoch), loaded.entries);
      await this.taken(archives);
      // C++ had no memory for it, or the history has forgotten more than was read.
      if (this.host.native.placeOf({ ...chosen, lastEventId: after }) === 'older')
        await pause(kPause);
    } catch (error) {
      // It may work the next time, and each client waits for a bounded time.
      this.host.link.note(asError(error));
      await pause(kPause);
    }
  }

  /**
   * The oldest cursor that waits. After one that the log cannot serve it is the middle one, so that
   * thousands of old cursors take few reads.
   */
  private choose(): NativeAdmission | undefined {
    const cursors = [...this.waiting.keys()]
      .filter((cursor) => !this.isHopeless(cursor))
      .sort(comparePlaces);
    const cursor = cursors[this.hasFailed ? cursors.length >> 1 : 0];
    return cursor === undefined ? undefined : this.waiting.get(cursor)?.admission;
  }

  /** @returns undefined when the log no longer has everything after `start` */
  private async readFrom(start: Position, epoch: Epoch): Promise<Loaded | undefined> {
    const limit = this.host.history().bytes;
    const entries: (string | Uint8Array)[] = [];
    let bytes = 0;
    let after = start;
    let from = start;
    let isBeyond = false;
    for (let pages = 0; pages < kMaxPages; pages++) {
      const { begin, position } = this.bounds();
      const hasReached = comparePlaces(from, begin) >= 0;
      const isEnd = comparePlaces(from, position) >= 0;
      if (hasReached && (isBeyond || isEnd)) return { after, through: from, entries };
      // One page of what the history holds as well: it forgets while clients are admitted and served.
      isBeyond = hasReached;
      this.reads++;
      const page = await this.host.connection.read(from, position, epoch, kPage);
      if (page.lost) return undefined;
      for (const { position: place, entry } of page.entries) {
        const more = entry.byteLength + kOverhead;
        // What the history holds displaces nothing that it does not hold.
        if (isBeyond && bytes + more > limit) return { after, through: from, entries };
        from = place;
        if (isControl(entry)) continue;
        entries.push(place, entry);
        bytes += more;
      }
      let dropped = 0;
      for (; bytes > limit && dropped < entries.length; dropped += 2) {
        after = entries[dropped] as Position;
        bytes -= (entries[dropped + 1] as Uint8Array).byteLength + kOverhead;
      }
      if (dropped > 0) entries.splice(0, dropped);
      if (page.complete || page.entries.length === 0) from = position;
    }
    return undefined;
  }

  /** The positions after which the history holds everything, also of single channels, and up to which. */
  private bounds(): { begin: Position; position: Position } {
    const feed = this.feedState();
    const position = fromWireId(feed.position)?.position ?? '0-0';
    const begin = fromWireId(feed.begin)?.position ?? '0-0';
    return { begin: this.host.history().perChannel ? position : begin, position };
  }

  private feedState(): NativeFeed {
    return JSON.parse(this.host.native.feedState()) as NativeFeed;
  }

  /** Waits until C++ has one more archive than `before`. */
  private async taken(before: number): Promise<void> {
    const end = performance.now() + kPatience;
    while (this.feedState().archives <= before && performance.now() < end) await pause(kLook);
  }
}

/** The position before another, for comparisons. */
function justBefore(position: Position): Position {
  const [milliseconds, sequence] = position.split('-').map(Number) as [number, number];
  return sequence > 0 ? `${milliseconds}-${sequence - 1}` : `${milliseconds - 1}-99999`;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
