import { setTimeout as wait } from 'node:timers/promises';
import type {
  Appended,
  BackplaneConnection,
  BackplaneEvents,
  BackplaneMembers,
  Epoch,
  NewEntry,
  Position,
} from './backplane.js';
import type { MemoryLog } from './memory-log.js';
import type { MemoryMembers } from './memory-members.js';

/** Entries that are handed over at a time. */
const kBatch = 1_000;

/** The parts that all connections of a `memoryBackplane` share. */
export interface SharedMemory {
  readonly log: MemoryLog;
  readonly members: MemoryMembers;
  readonly leaseTime: number;
}

/** Reads and writes a log in memory. Everything is called in a later turn of the event loop, as over a network. */
export class MemoryConnection implements BackplaneConnection {
  readonly members: BackplaneMembers;
  private next = 0;
  private epoch: Epoch = 0;
  private isOpen = false;
  private isReading = false;
  private unwatch: (() => void) | undefined;
  private lastNumber = 0;
  private lastResults: (Appended | Error)[] = [];

  constructor(
    private readonly shared: SharedMemory,
    private readonly instance: string,
    private readonly events: BackplaneEvents,
  ) {
    const { members, leaseTime } = shared;
    this.members = {
      leaseTime,
      enter: async (group, member, value, more = {}) =>
        members.enter(instance, group, member, value, more),
      leave: async (group, member) => members.leave(instance, group, member),
      list: async (group) => members.list(group),
    };
  }

  open(): void {
    this.isOpen = true;
    // The place is taken now: what is appended from here on is read.
    this.next = this.shared.log.end;
    const { position, epoch } = this.shared.log;
    this.epoch = epoch;
    this.unwatch = this.shared.log.watch(() => this.wake());
    setImmediate(() => {
      if (!this.isOpen) return;
      this.events.opened({ epoch, position, lost: false });
      this.wake();
    });
  }

  async append(number: number, entries: readonly NewEntry[]): Promise<(Appended | Error)[]> {
    if (!this.isOpen) throw new Error('Expected an open connection but this one is closed');
    await turn();
    // Sent again: the first answer was lost on its way.
    if (number === this.lastNumber) return this.lastResults;
    this.lastResults = entries.map((entry) => this.shared.log.append(entry));
    this.lastNumber = number;
    return this.lastResults;
  }

  async read(after: Position, through: Position, epoch: Epoch, count: number) {
    await turn();
    return this.shared.log.read(after, through, epoch, count);
  }

  async find(id: string): Promise<Appended | undefined> {
    await turn();
    return this.shared.log.find(id);
  }

  async probe(): Promise<number> {
    const before = performance.now();
    await turn();
    return performance.now() - before;
  }

  /** Memory keeps no process alive. */
  hold(): void {}

  async close(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.unwatch?.();
    const { members, leaseTime } = this.shared;
    setTimeout(() => members.leaveAll(this.instance), leaseTime).unref();
  }

  private wake(): void {
    if (this.isReading || !this.isOpen) return;
    this.isReading = true;
    setImmediate(() => void this.readAll());
  }

  private async readAll(): Promise<void> {
    const { log } = this.shared;
    while (this.isOpen && (this.next < log.end || this.epoch !== log.epoch)) {
      if (this.epoch !== log.epoch || this.next < log.begin) this.skip();
      const entries = log.from(this.next, kBatch);
      this.next += entries.length;
      if (entries.length > 0) await this.events.entries(entries);
      else await turn();
    }
    this.isReading = false;
  }

  /** What comes next is no longer kept. */
  private skip(): void {
    const { log } = this.shared;
    this.epoch = log.epoch;
    this.next = log.begin;
    this.events.opened({ epoch: log.epoch, position: log.forgotten, lost: true });
  }
}

/** A timer, so that an idle process is not kept alive by a loop of immediates. */
function turn(): Promise<void> {
  return wait(0);
}
