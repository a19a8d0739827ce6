import type {
  Appended,
  Backplane,
  BackplaneConnection,
  Epoch,
  NewEntry,
  Position,
} from '../../../lib/backplane/backplane.js';

export interface Opened {
  epoch: Epoch;
  position: Position;
  lost: boolean;
}

const open = new Set<Observed>();

/** What broke the interface, in whichever test. */
const broken: string[] = [];
afterEach(() => {
  expect(broken.splice(0)).toEqual([]);
});

/** Closes every connection that a test has left open. */
export async function closeAll(): Promise<void> {
  await Promise.all([...open].map((each) => each.close()));
}

const millisecondsOf = (position: Position): number => Number(position.split('-')[0]);

let count = 0;

/** A connection, and everything that it has called. */
export class Observed {
  readonly connection: BackplaneConnection;
  readonly opened: Opened[] = [];
  readonly entries: string[] = [];
  readonly positions: Position[] = [];
  readonly foreign: string[] = [];
  readonly warnings: string[] = [];
  readonly failures: (Error | undefined)[] = [];
  /** Everything in its order: `opened`, `lost`, or the text of an entry. */
  readonly log: string[] = [];
  #number = 0;
  #changed: (() => void)[] = [];
  /** What `entries` waits for. */
  pause: Promise<void> | undefined;

  constructor(backplane: Backplane) {
    open.add(this);
    this.connection = backplane.connect(`test-${++count}`, {
      opened: (start) => {
        this.#requireLater(start);
        this.opened.push(start);
        this.log.push(start.lost ? 'lost' : 'opened');
        this.#notify();
      },
      entries: (entries) => {
        for (const { position, entry } of entries) {
          const text = Buffer.from(entry).toString();
          this.entries.push(text);
          this.positions.push(position);
          this.log.push(text);
        }
        this.#notify();
        return this.pause;
      },
      foreign: (position, what) => {
        this.foreign.push(`${position} ${what}`);
        this.#notify();
      },
      warned: (message) => {
        this.warnings.push(message);
      },
      failed: (error) => {
        this.failures.push(error);
        this.#notify();
      },
    });
  }

  /** Opens it and waits until it is open. */
  static async open(backplane: Backplane): Promise<Observed> {
    const observed = new Observed(backplane);
    observed.connection.open();
    await observed.until(() => observed.opened.length > 0);
    return observed;
  }

  get epoch(): Epoch | undefined {
    return this.opened.at(-1)?.epoch;
  }

  get hasLost(): boolean {
    return this.opened.some(({ lost }) => lost);
  }

  /** Ids begin with the milliseconds, and go on with the epoch, which is drawn at random. */
  #requireLater({ epoch, position }: Opened): void {
    if (this.epoch === undefined || epoch === this.epoch) return;
    const former = [...this.positions, ...this.opened.map((each) => each.position)];
    const greatest = Math.max(...former.map(millisecondsOf));
    if (millisecondsOf(position) > greatest) return;
    broken.push(`epoch ${epoch} begins at ${position}, not after ${greatest} ms`);
  }

  #notify(): void {
    for (const resolve of this.#changed.splice(0)) resolve();
  }

  async until(condition: () => boolean, milliseconds = 20_000): Promise<void> {
    const deadline = Date.now() + milliseconds;
    while (!condition()) {
      if (Date.now() > deadline) {
        const failure = this.failures.findLast((each) => each !== undefined)?.message;
        throw new Error(
          `Waited for ${condition} in vain; the log ends with ${JSON.stringify(this.log.slice(-10))}; the last failure is ${failure}`,
        );
      }
      await Promise.race([
        new Promise<void>((resolve) => this.#changed.push(resolve)),
        new Promise((resolve) => setTimeout(resolve, 50)),
      ]);
    }
  }

  /** Appends as a broadcaster does: the same batch again until it is stored. */
  async append(...entries: (string | NewEntry)[]): Promise<(Appended | Error)[]> {
    const number = ++this.#number;
    const batch = entries.map((each) => (typeof each === 'string' ? { entry: each } : each));
    for (;;) {
      try {
        return await this.connection.append(number, batch);
      } catch (error) {
        if (!open.has(this)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  /** The one attempt of the next batch. */
  appendOnce(...entries: string[]): Promise<(Appended | Error)[]> {
    return this.connection.append(
      ++this.#number,
      entries.map((entry) => ({ entry })),
    );
  }

  async close(): Promise<void> {
    open.delete(this);
    await this.connection.close();
  }
}
