import { constants } from 'node:os';

/** What a signal waits for. */
export interface SignalWork {
  /** Begins what has to be done first. @returns undefined when there is nothing to wait for; never rejects */
  before(): Promise<void> | undefined;
  /** The signal has been passed on, and something in this process deals with it. */
  after(): void;
  /** The process ends with the return of this: nobody else deals with the signal. */
  last(): void;
}

/** `process`, as far as it is needed here. */
export type SignalSource = Pick<
  NodeJS.Process,
  'on' | 'removeListener' | 'rawListeners' | 'listenerCount' | 'kill' | 'exit' | 'pid'
>;

type Listener = (signal: NodeJS.Signals, number: number) => void;

/**
 * A terminal sends Ctrl+C to all processes of the foreground, and `npm` and `next dev` send it to their
 * child once more: two signals so close together were one key.
 */
const kOneKey = 500;

/**
 * From now on a signal does its work first: whoever listens to it already is called when that is done,
 * or nobody being there, the signal acts as if it had not been caught. A second signal does not wait
 * any longer. Listeners that are added later are not held back.
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
    this.args = [signal, constants.signals[signal]];
  }

  hold(): void {
    // As they were added: a listener of `once` takes itself off when it is called.
    this.others = this.source.rawListeners(this.signal) as Listener[];
    // Ours first: without any listener the signal would end the process in between.
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
    // Not in the promise's own callback, where an error of a listener would be an unhandled rejection.
    else void done.then(() => setImmediate(() => this.release()));
  };

  private release(): void {
    if (this.released) return;
    this.released = true;
    for (const other of this.others) this.source.on(this.signal, other);
    this.source.removeListener(this.signal, this.onSignal);
    // Whoever was added later has been called already, and the process is theirs to end.
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
    // The first process of a container is not ended by a signal that it does not catch.
    if (this.source.pid === 1) this.source.exit(128 + constants.signals[this.signal]);
  }
}
