import { later } from './later.cjs';

/** The work that a signal waits for. */
export interface SignalWork {
  /** Starts the work. @returns undefined when there is nothing to wait for; never rejects */
  before(): Promise<void> | undefined;
  /** Called when the signal was passed on to other listeners. */
  after(): void;
  /** Called when the signal has no other listeners: the process ends when this returns. */
  last(): void;
}

/** The part of `process` that signals need. */
export type SignalSource = Pick<
  NodeJS.Process,
  'on' | 'removeListener' | 'rawListeners' | 'listenerCount' | 'kill' | 'exit' | 'pid'
>;

type Listener = (signal: NodeJS.Signals, number: number) => void;

const numberOf = (signal: NodeJS.Signals) => later.os().constants.signals[signal];

/**
 * A terminal sends Ctrl+C to all processes in the foreground, and `npm` and `next dev` pass it on to their
 * child. Two signals this close together come from one key.
 */
const kOneKey = 500;

/**
 * From now on a signal starts `before`. Listeners that the signal has already are called when that is
 * done; without any, the signal then acts as if it had not been caught. A second signal ends the wait.
 * Listeners that are added later are called at once.
 */
export function holdSignal(
  signal: NodeJS.Signals,
  work: SignalWork,
  source: SignalSource = process,
): void {
  new HeldSignal(signal, work, source).hold();
}

class HeldSignal {
  private others: Listener[] = [];
  private args: [NodeJS.Signals, number];
  private since: number | undefined;
  private released = false;

  constructor(
    private readonly signal: NodeJS.Signals,
    private readonly work: SignalWork,
    private readonly source: SignalSource,
  ) {
    this.args = [signal, numberOf(signal)];
  }

  hold(): void {
    // The raw listeners: one of `once` removes itself when it is called.
    this.others = this.source.rawListeners(this.signal) as Listener[];
    // Added first: without any listener the signal would end the process meanwhile.
    this.source.on(this.signal, this.onSignal);
    for (const other of this.others) this.source.removeListener(this.signal, other);
  }

  private readonly onSignal: Listener = (...args) => {
    this.args = args;
    const now = performance.now();
    if (this.since !== undefined) {
      if (now - this.since >= kOneKey) this.release();
      return;
    }
    this.since = now;
    const done = this.work.before();
    if (done === undefined) this.release();
    // Outside of the promise's callback, where an error of a listener would be an unhandled rejection.
    else void done.then(() => setImmediate(() => this.release()));
  };

  private release(): void {
    if (this.released) return;
    this.released = true;
    for (const other of this.others) this.source.on(this.signal, other);
    this.source.removeListener(this.signal, this.onSignal);
    // Listeners that were added later are called already, and end the process themselves.
    if (this.source.listenerCount(this.signal) === 0) {
      this.raise();
      return;
    }
    this.work.after();
    for (const other of this.others) other.apply(this.source, this.args);
  }

  private raise(): void {
    this.work.last();
    this.source.kill(this.source.pid, this.signal);
    // A signal that is not caught does not end the first process of a container.
    if (this.source.pid === 1) this.source.exit(128 + numberOf(this.signal));
  }
}
