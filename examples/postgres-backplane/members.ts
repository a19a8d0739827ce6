import type { BackplaneMembers } from 'ssecast/backplane';

type Enter = Parameters<BackplaneMembers['enter']>;

/** Calls a function of schema.ts. @returns the rows of its result */
export type Call = (name: string, ...values: unknown[]) => Promise<Record<string, unknown>[]>;

/** The members that this process holds, under a lease that it renews. */
export class Members implements BackplaneMembers {
  /** To enter them again when the lease was lost: a process may have been stopped for longer. */
  readonly #held = new Map<string, Enter>();
  #renewal: NodeJS.Timeout | undefined;

  constructor(
    private readonly instance: string,
    readonly leaseTime: number,
    private readonly call: Call,
  ) {}

  open(): void {
    this.#renewal = setInterval(() => void this.#renew(), this.leaseTime / 3).unref();
  }

  close(): void {
    clearInterval(this.#renewal);
  }

  async enter(...enter: Enter): Promise<{ entered: boolean; count: number }> {
    const [group, member, value, { joined, left, limit } = {}] = enter;
    const texts = [joined, left].map((text) => (text === undefined ? null : Buffer.from(text)));
    const key = JSON.stringify([group, member]);
    this.#held.set(key, enter);
    const values = [this.instance, this.leaseTime, group, member, value, ...texts, limit ?? null];
    const [row] = await this.call('enter', ...values);
    if (!row?.entered) this.#held.delete(key);
    return { entered: row?.entered === true, count: Number(row?.count) };
  }

  async leave(group: string, member: string): Promise<void> {
    this.#held.delete(JSON.stringify([group, member]));
    await this.call('leave', this.instance, group, member);
  }

  async list(group: string): Promise<{ member: string; value: string }[]> {
    const rows = await this.call('list', group);
    return rows.map(({ member, value }) => ({ member: String(member), value: String(value) }));
  }

  /** Prolongs the lease, and removes the members of processes that have lost theirs. */
  async #renew(): Promise<void> {
    try {
      const [row] = await this.call('renew', this.instance, this.leaseTime);
      if (row?.is_held) return;
      for (const enter of this.#held.values()) await this.enter(...enter);
    } catch {
      // The connection that reads reports what fails.
    }
  }
}
