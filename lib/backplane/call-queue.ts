/** Calls under way at a time: what waits beyond that is sent together as soon as answers come. */
const kAtOnce = 64;
const kFirstPause = 100;
const kLongestPause = 5_000;

/**
 * Runs calls, each until it succeeds. After a failure one call is tried after a pause, which doubles up to
 * 5 s, and when it succeeds the others follow: a backplane that is away is not asked for every member.
 */
export class CallQueue<Item> {
  private readonly ready = new Set<Item>();
  private readonly failed = new Set<Item>();
  private running = 0;
  private pause = kFirstPause;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;
  failures = 0;

  /**
   * @param run calls once. Rejects when the call has failed, and may add the item again
   * @param onFailure called for each failure
   */
  constructor(
    private readonly run: (item: Item) => Promise<void>,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  get pending(): number {
    return this.ready.size + this.failed.size + this.running;
  }

  /** An item that waits is not added a second time. */
  add(item: Item): void {
    if (this.isClosed || this.failed.has(item)) return;
    this.ready.add(item);
    this.pump();
  }

  /** Nothing is called from here on. */
  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.ready.clear();
    this.failed.clear();
  }

  private pump(): void {
    for (const item of this.ready) {
      if (this.running >= kAtOnce) return;
      this.ready.delete(item);
      void this.call(item);
    }
  }

  private async call(item: Item): Promise<void> {
    this.running++;
    let error: unknown;
    try {
      await this.run(item);
    } catch (thrown) {
      error = thrown ?? new Error('Expected a call to succeed but it was rejected');
    }
    this.running--;
    if (this.isClosed) return;
    if (error === undefined) this.succeeded();
    else this.fail(item, error);
    this.pump();
  }

  private succeeded(): void {
    if (this.failed.size === 0) this.pause = kFirstPause;
  }

  private fail(item: Item, error: unknown): void {
    this.failures++;
    this.ready.delete(item);
    this.failed.add(item);
    this.onFailure(error);
    this.schedule();
  }

  private schedule(): void {
    if (this.timer !== undefined || this.isClosed || this.failed.size === 0) return;
    this.timer = setTimeout(() => void this.tryAgain(), this.pause).unref();
    this.pause = Math.min(this.pause * 2, kLongestPause);
  }

  /** The one that has waited longest; one that fails again goes to the end. */
  private async tryAgain(): Promise<void> {
    const [item] = this.failed;
    if (item === undefined) return;
    this.failed.delete(item);
    const before = this.failures;
    await this.call(item);
    this.timer = undefined;
    if (this.isClosed) return;
    if (this.failures === before) {
      this.pause = kFirstPause;
      for (const other of this.failed) this.ready.add(other);
      this.failed.clear();
      this.pump();
    }
    this.schedule();
  }
}
