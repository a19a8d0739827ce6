import type { Logger } from 'ssecast/native';
import type { BackplaneState } from '../types/stats.js';

/** Milliseconds between two lines of the log of the same kind. */
const kQuiet = 10_000;

/** Whether events travel, and the last error. Logs once for each failure. */
export class LinkState {
  lag: number | null = null;
  lastError: Error | undefined;
  lastErrorAt: number | null = null;
  isClosed = false;
  isOpened = false;
  isConnecting = false;
  /** What fails: reading and writing, as the connection reports it, and the probe. */
  private readonly failing = new Set<'connection' | 'probe'>();
  private unlogged = 0;
  private quietUntil = 0;

  constructor(
    private readonly name: string,
    private readonly kind: string,
    private readonly logger: () => Logger,
  ) {}

  get state(): BackplaneState {
    if (this.isClosed) return 'closed';
    if (this.failing.size > 0) return 'failing';
    if (this.isOpened) return 'open';
    return this.isConnecting ? 'connecting' : 'idle';
  }

  /** Remembers an error. */
  note(error: Error): void {
    this.lastError = error;
    this.lastErrorAt = Date.now();
  }

  /** @param error undefined: it works again */
  report(what: 'connection' | 'probe', error: Error | undefined): void {
    if (this.isClosed) return;
    const before = this.failing.size;
    if (error === undefined) {
      this.failing.delete(what);
      if (before > 0 && this.failing.size === 0) {
        this.logger().info(`ssecast: the ${this.kind} backplane of '${this.name}' works again`);
      }
      return;
    }
    this.note(error);
    this.failing.add(what);
    if (before > 0) return;
    this.logger().error(
      `ssecast: the ${this.kind} backplane of '${this.name}' fails, and is tried again. Clients stay ` +
        'connected, and events wait in a queue. This is logged once for each failure; stats() has the last error.',
      error,
    );
  }

  /** Logs an event that is not known to be in the log, at most once in 10 s. */
  logUnsent(error: Error): void {
    const now = performance.now();
    if (now < this.quietUntil) {
      this.unlogged++;
      return;
    }
    this.quietUntil = now + kQuiet;
    const others = this.unlogged > 0 ? ` (and ${this.unlogged} since the last such line)` : '';
    this.unlogged = 0;
    this.logger().error(
      `ssecast: a publish or disconnect of '${this.name}' failed${others}`,
      error,
    );
  }
}
