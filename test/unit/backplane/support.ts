import type {
  Appended,
  Backplane,
  BackplaneConnection,
  BackplaneEvents,
  Entry,
  NewEntry,
} from '../../../lib/backplane/backplane.js';

/** A backplane that does what the test says, and remembers what it was told. */
export class FakeBackplane implements Backplane, BackplaneConnection {
  readonly kind = 'fake';
  connections: string[] = [];
  readonly appended: NewEntry[] = [];
  readonly asked: { after: string; through: string; epoch: number; count: number }[] = [];
  readonly found: string[] = [];
  opens = 0;
  closes = 0;
  holds: boolean[] = [];
  probes = 0;
  /** What `append` and `probe` reject with. */
  failure: Error | undefined;
  /** What `read` answers. */
  page: (after: string, through: string) => { entries: Entry[]; complete: boolean; lost: boolean } =
    () => ({
      entries: [],
      complete: true,
      lost: false,
    });
  known: Record<string, Appended> = {};
  events: BackplaneEvents | undefined;
  readonly members = {
    leaseTime: 1,
    enter: async () => ({ entered: true, count: 1 }),
    leave: async () => undefined,
    list: async () => [],
  };

  constructor(readonly key = 'fake') {}

  connect(instance: string, events: BackplaneEvents): BackplaneConnection {
    this.connections.push(instance);
    this.events = events;
    return this;
  }

  open(): void {
    this.opens++;
  }

  async append(_: number, entries: readonly NewEntry[]): Promise<Appended[]> {
    await undefined;
    if (this.failure !== undefined) throw this.failure;
    this.appended.push(...entries);
    return entries.map((_, index) => ({ position: `7-${index}`, epoch: 3 }));
  }

  async read(after: string, through: string, epoch: number, count: number) {
    this.asked.push({ after, through, epoch, count });
    await new Promise((resolve) => setTimeout(resolve, 1));
    return this.page(after, through);
  }

  async find(id: string): Promise<Appended | undefined> {
    this.found.push(id);
    return this.known[id];
  }

  async probe(): Promise<number> {
    this.probes++;
    if (this.failure !== undefined) throw this.failure;
    return 2;
  }

  hold(keepsAlive: boolean): void {
    this.holds.push(keepsAlive);
  }

  async close(): Promise<void> {
    this.closes++;
  }
}

export const entry = (position: string, text = '{}'): Entry => ({
  position,
  entry: new TextEncoder().encode(text),
});

export const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
