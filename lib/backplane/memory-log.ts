import type { Appended, Entry, Epoch, NewEntry, Position } from './backplane.js';
import { comparePlaces, kSequences } from './wire-id.js';

/** A stored entry; `id` is the one that its caller gave. */
interface Stored extends Entry {
  id: string | undefined;
}

const encoder = new TextEncoder();

/** The entries of a `memoryBackplane`: the newest, in one order. */
export class MemoryLog {
  epoch: Epoch = newEpoch();
  /** Counts what was stored, so that a reader knows by a number how far it is. */
  end = 0;
  private entries: Stored[] = [];
  private readonly ids = new Map<string, Appended>();
  private readonly readers = new Set<() => void>();
  /** The position of the newest entry that is no longer kept. */
  forgotten: Position = '0-0';
  private milliseconds = 0;
  private sequence = 0;

  constructor(private readonly maxLength: number) {
    this.advance(Date.now());
  }

  /** The position of the newest entry, or of the beginning. */
  get position(): Position {
    return `${this.milliseconds}-${this.sequence}`;
  }

  /** The number of the oldest entry that is kept. */
  get begin(): number {
    return this.end - this.entries.length;
  }

  append({ entry, id }: NewEntry): Appended {
    const known = id === undefined ? undefined : this.ids.get(id);
    if (known !== undefined) return known;
    this.advance(Date.now());
    const { position, epoch } = this;
    this.entries.push({ position, entry: encoder.encode(entry), id });
    this.end++;
    if (id !== undefined) this.ids.set(id, { position, epoch });
    if (this.entries.length > this.maxLength) this.forget(this.entries.shift() as Stored);
    for (const wake of this.readers) wake();
    return { position, epoch };
  }

  /** Entries from that number on, oldest first. */
  from(number: number, count: number): Entry[] {
    const start = Math.max(0, number - this.begin);
    return this.entries.slice(start, start + count);
  }

  /** See `BackplaneConnection.read`. */
  read(
    after: Position,
    through: Position,
    epoch: Epoch,
    count: number,
  ): { entries: Entry[]; complete: boolean; lost: boolean } {
    if (epoch !== this.epoch || comparePlaces(after, this.forgotten) < 0) {
      return { entries: [], complete: true, lost: true };
    }
    const start = this.firstAfter(after);
    const entries = this.entries.slice(start, this.firstAfter(through));
    return { entries: entries.slice(0, count), complete: entries.length <= count, lost: false };
  }

  find(id: string): Appended | undefined {
    return this.ids.get(id);
  }

  /** Begins a new epoch without any entry, as a server does that comes back with less. For tests. */
  rollBack(): void {
    let epoch = newEpoch();
    while (epoch === this.epoch) epoch = newEpoch();
    this.epoch = epoch;
    this.entries = [];
    this.ids.clear();
    this.advance(Math.max(Date.now(), this.milliseconds + 1));
    this.forgotten = this.position;
    for (const wake of this.readers) wake();
  }

  /** Calls `wake` when there is more to read. @returns a function that ends that */
  watch(wake: () => void): () => void {
    this.readers.add(wake);
    return () => {
      this.readers.delete(wake);
    };
  }

  /** A clock that is set back gives no smaller position. */
  private advance(now: number): void {
    if (now > this.milliseconds) {
      this.milliseconds = now;
      this.sequence = 0;
    } else if (++this.sequence === kSequences) {
      this.milliseconds++;
      this.sequence = 0;
    }
  }

  private forget({ position, id }: Stored): void {
    this.forgotten = position;
    if (id !== undefined) this.ids.delete(id);
  }

  private firstAfter(position: Position): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (comparePlaces((this.entries[middle] as Stored).position, position) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function newEpoch(): Epoch {
  return 1 + Math.floor(Math.random() * 9_999_999_999);
}
