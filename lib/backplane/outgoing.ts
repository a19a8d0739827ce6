import type { BackplaneRejection } from '../types/stats.js';
import type { Appended, NewEntry } from './backplane.js';
import { asError, isNotStored, rejection } from './errors.js';

/** Bounds of one batch. */
const kMaxEntries = 1_000;
const kMaxBatchBytes = 1024 * 1024;

/** Milliseconds between two attempts: doubled up to the longest, and shortened by chance. */
const kFirstPause = 50;
const kLongestPause = 2_000;

/** What the queue needs of its backplane. */
export interface Writer {
  append(number: number, entries: readonly NewEntry[]): Promise<(Appended | Error)[]>;
  /** The last batch that has left this process, where that is known. */
  lastSent(): number | undefined;
  /** Keeps the process alive while something waits. */
  hold(keepsAlive: boolean): void;
  /** The last error of the backplane, for the errors of the queue. */
  lastError(): Error | undefined;
  onError(error: Error): void;
}

export interface QueueLimits {
  /** Milliseconds. */
  age: number;
  bytes: number;
}

/** An entry that the log has not confirmed, and whose promise is open. */
interface Waiting {
  readonly entry: NewEntry;
  readonly bytes: number;
  /** When its promise rejects, on the clock of `performance`. */
  readonly deadline: number;
  settled: boolean;
  resolve(appended: Appended): void;
  reject(error: Error): void;
}

/**
 * The entries on their way to the log, in order. One batch is under way at a time; entries that come
 * meanwhile, or in one run of code, are the next. A batch that fails is sent again as it is, so that the log
 * can tell that it has it; only where it is certain that the log has nothing of it, entries that were given
 * up are left out.
 */
export class Outgoing {
  published = 0;
  retries = 0;
  readonly rejected: Record<BackplaneRejection, number> = {
    full: 0,
    unavailable: 0,
    uncertain: 0,
    refused: 0,
  };
  /** Entries with an open promise, and their bytes. */
  events = 0;
  bytes = 0;
  private readonly queue: Waiting[] = [];
  private batch: Waiting[] = [];
  /** A call has ended that may have stored the batch. */
  private isUncertain = false;
  private isCalling = false;
  private number = 0;
  private isReady = false;
  private isScheduled = false;
  private isSending = false;
  private closed: Error | undefined;
  private expiry: NodeJS.Timeout | undefined;
  private pause: { timer: NodeJS.Timeout; end(): void } | undefined;
  private idle: (() => void)[] = [];

  constructor(
    private readonly writer: Writer,
    private readonly limits: () => QueueLimits,
  ) {}

  /** The connection is open: what waits is sent from now on. */
  start(): void {
    this.isReady = true;
    this.schedule();
  }

  /** @returns the place of the entry, when the log has it. Rejects with one of the codes of a backplane */
  push(entry: NewEntry): Promise<Appended> {
    const bytes = Buffer.byteLength(entry.entry);
    if (this.closed !== undefined) return Promise.reject(this.closed);
    if (this.bytes + bytes > this.limits().bytes) return Promise.reject(this.full(bytes));
    return new Promise((resolve, reject) => {
      const { age } = this.limits();
      const deadline = performance.now() + age;
      this.queue.push({ entry, bytes, deadline, settled: false, resolve, reject });
      this.bytes += bytes;
      if (++this.events === 1) this.writer.hold(true);
      this.expiry ??= this.expireAfter(age);
      this.schedule();
    });
  }

  /** @returns how many entries wait after `deadline` milliseconds; 0 as soon as none does */
  flush(deadline: number): Promise<number> {
    if (this.events === 0) return Promise.resolve(0);
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        resolve(this.events);
      };
      const timer = setTimeout(end, deadline);
      this.idle.push(end);
    });
  }

  /** Rejects what waits. */
  close(error: Error): void {
    if (this.closed !== undefined) return;
    this.closed = error;
    for (const waiting of this.batch) this.fail(waiting, this.reason);
    for (const waiting of this.queue.splice(0)) this.fail(waiting, 'unavailable');
    clearTimeout(this.expiry);
    this.pause?.end();
  }

  private schedule(): void {
    if (this.isScheduled || this.isSending || !this.isReady || this.queue.length === 0) return;
    this.isScheduled = true;
    process.nextTick(() => {
      this.isScheduled = false;
      if (this.isSending || this.closed !== undefined) return;
      this.isSending = true;
      void this.sendAll();
    });
  }

  private async sendAll(): Promise<void> {
    while (this.queue.length > 0) {
      this.batch = this.take();
      await this.send();
      this.batch = [];
    }
    this.isSending = false;
  }

  /** Sends the batch until the log has it, or no promise of it is open. */
  private async send(): Promise<void> {
    let entries = this.batch.map(({ entry }) => entry);
    this.number++;
    this.isUncertain = false;
    for (let pause = kFirstPause; ; pause = Math.min(pause * 2, kLongestPause)) {
      this.isCalling = true;
      try {
        this.confirm(await this.writer.append(this.number, entries));
        return;
      } catch (thrown) {
        const error = asError(thrown);
        this.isUncertain ||= !isNotStored(error);
        this.writer.onError(error);
      } finally {
        this.isCalling = false;
      }
      if (this.batch.every(({ settled }) => settled)) return;
      await this.wait(pause * (0.5 + Math.random() / 2));
      if (this.batch.every(({ settled }) => settled)) return;
      this.retries++;
      if (!this.isUncertain && this.batch.some(({ settled }) => settled)) {
        // Their publishers know that these were not sent, and may publish them again.
        this.batch = this.batch.filter(({ settled }) => !settled);
        entries = this.batch.map(({ entry }) => entry);
        this.number++;
      }
    }
  }

  /** Why an entry of the batch that nothing waits for any more was not confirmed. */
  private get reason(): 'uncertain' | 'unavailable' {
    const { isUncertain, isCalling, number, writer } = this;
    const isSent = isCalling && (writer.lastSent() ?? number) >= number;
    return isUncertain || isSent ? 'uncertain' : 'unavailable';
  }

  private take(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const waiting of this.queue) {
      bytes += waiting.bytes;
      if (count > 0 && (count === kMaxEntries || bytes > kMaxBatchBytes)) break;
      count++;
    }
    return this.queue.splice(0, count);
  }

  private confirm(results: readonly (Appended | Error)[]): void {
    this.batch.forEach((waiting, index) => {
      const result = results[index];
      if (result instanceof Error || result === undefined) {
        this.fail(waiting, 'refused', result);
        return;
      }
      this.published++;
      if (this.settle(waiting)) waiting.resolve(result);
    });
  }

  /** Rejects what has waited for too long. Entries wait equally long, so the oldest are the first. */
  private expire(): void {
    const now = performance.now();
    for (const waiting of this.batch) {
      if (waiting.deadline <= now) this.fail(waiting, this.reason);
    }
    let count = 0;
    for (const waiting of this.queue) {
      if (waiting.deadline > now) break;
      this.fail(waiting, 'unavailable');
      count++;
    }
    this.queue.splice(0, count);
    const next = this.batch.find(({ settled }) => !settled) ?? this.queue[0];
    this.expiry = next && this.expireAfter(next.deadline - now);
    // Nothing of the batch is waited for: the next one need not wait for its pause.
    if (this.batch.every(({ settled }) => settled)) this.pause?.end();
  }

  private expireAfter(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => this.expire(), Math.max(1, Math.ceil(milliseconds)));
  }

  private wait(milliseconds: number): Promise<void> {
    if (this.closed !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.pause = undefined;
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.pause = { timer, end };
    });
  }

  private fail(
    waiting: Waiting,
    why: 'uncertain' | 'unavailable' | 'refused',
    error?: Error,
  ): void {
    if (!this.settle(waiting)) return;
    this.rejected[why]++;
    const sentence = this.closed === undefined ? sentences[why](this.limits()) : atTheEnd[why];
    waiting.reject(rejection(why, sentence, error ?? this.writer.lastError()));
  }

  private full(bytes: number): Error {
    this.rejected.full++;
    return rejection(
      'full',
      `Expected at most ${this.limits().bytes} bytes of events that wait for the backplane, but ` +
        `${this.bytes} wait and this event has ${bytes} more. It was not sent. Publish less while the ` +
        'backplane fails, or raise backplaneQueue.bytes.',
      this.writer.lastError(),
    );
  }

  /** @returns false when its promise was settled before */
  private settle(waiting: Waiting): boolean {
    if (waiting.settled) return false;
    waiting.settled = true;
    this.bytes -= waiting.bytes;
    if (--this.events > 0) return true;
    clearTimeout(this.expiry);
    this.expiry = undefined;
    this.writer.hold(false);
    for (const end of this.idle.splice(0)) end();
    return true;
  }
}

const sentences = {
  unavailable: ({ age }: QueueLimits) =>
    `Expected the backplane to take the event within ${age} ms, but it did not. The event ` +
    'was not sent. Check the server of the backplane, and publish it again if it still matters.',
  uncertain: ({ age }: QueueLimits) =>
    `Expected the backplane to confirm the event within ${age} ms, but it did not. It is unknown ` +
    'whether the event was sent. Publish it again with an id of your own where a second one does no harm.',
  refused: () =>
    'Expected the backplane to store the event, but it refused it. The event was not sent.',
};

/** The same for a broadcaster that is closed. */
const atTheEnd = {
  unavailable:
    'Expected the backplane to take the event before the broadcaster was closed, but it had not. The ' +
    'event was not sent. Call drain() and wait for it before close().',
  uncertain:
    'Expected the backplane to confirm the event before the broadcaster was closed, but it had not. It ' +
    'is unknown whether the event was sent. Call drain() and wait for it before close().',
  refused: sentences.refused(),
};
