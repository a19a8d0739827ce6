import type { BackplaneMembers } from '../backplane/backplane.js';
import type { Link } from './connections/link.js';
import type { Keys } from './keys.js';
import type { Settings } from './options.js';
import * as scripts from './scripts/members.js';
import type { Script } from './scripts/script.js';
import { backOff } from './waiting.js';
import type { Writer } from './writing/writer.js';

interface Held {
  group: string;
  member: string;
  value: string;
  joined: string | undefined;
  left: string | undefined;
}

/** A text that may be missing, for a script. */
const optional = (text: string | undefined): string => (text === undefined ? '0' : `1${text}`);

const fieldOf = (group: string, member: string): string =>
  `${Buffer.byteLength(group)}:${group}${member}`;

/** The members of groups, which this process holds under a lease that it renews. */
export class Members implements BackplaneMembers {
  readonly leaseTime: number;
  readonly #link: Link;
  readonly #keys: Keys;
  readonly #instance: string;
  readonly #settings: Settings;
  readonly #writer: Writer;
  readonly #held = new Map<string, Held>();
  /** What could not be let go of yet. */
  readonly #leaving = new Map<string, Held>();
  #mustEnterAgain = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(link: Link, keys: Keys, instance: string, settings: Settings, writer: Writer) {
    this.leaseTime = settings.leaseTime;
    this.#link = link;
    this.#keys = keys;
    this.#instance = instance;
    this.#settings = settings;
    this.#writer = writer;
  }

  async enter(
    group: string,
    member: string,
    value: string,
    more: { joined?: string; left?: string; limit?: number } = {},
  ): Promise<{ entered: boolean; count: number }> {
    const { joined, left, limit } = more;
    const field = fieldOf(group, member);
    // A leave that is still owed must not come after this.
    const owed = this.#leaving.get(field);
    this.#leaving.delete(field);
    const held = { group, member, value, joined, left };
    try {
      const result = await this.#enter(field, held, limit);
      if (result.entered) this.#held.set(field, held);
      else if (owed !== undefined) this.#leaving.set(field, owed);
      return result;
    } catch (error) {
      if (owed !== undefined) this.#leaving.set(field, owed);
      throw error;
    }
  }

  async #enter(
    field: string,
    { group, member, value, joined, left }: Held,
    limit?: number,
  ): Promise<{ entered: boolean; count: number }> {
    const [entered, count, wasAlive] = (await this.#run(scripts.enter, group, [
      String(this.#lease),
      field,
      member,
      value,
      optional(left),
      optional(joined),
      limit === undefined ? '' : String(limit),
    ])) as number[];
    if (wasAlive === 0 && this.#held.size > 0) this.enterAgain();
    return { entered: entered === 1, count: count ?? 0 };
  }

  async leave(group: string, member: string): Promise<void> {
    const field = fieldOf(group, member);
    const held = this.#held.get(field);
    this.#held.delete(field);
    const left = { group, member, value: '', joined: undefined, left: undefined, ...held };
    this.#leaving.set(field, left);
    await this.#leave(field, left);
  }

  async #leave(field: string, { group }: Held): Promise<void> {
    await this.#run(scripts.leave, group, [field]);
    this.#leaving.delete(field);
  }

  async list(group: string): Promise<{ member: string; value: string }[]> {
    const found = ((await this.#run(scripts.list, group, [])) as Buffer[]).map(String);
    const members: { member: string; value: string }[] = [];
    for (let at = 0; at + 1 < found.length; at += 2) {
      members.push({ member: found[at] as string, value: found[at + 1] as string });
    }
    return members;
  }

  /** A quarter is kept for others, who notice the end of a lease when they renew theirs. */
  get #lease(): number {
    return Math.floor(this.leaseTime * 0.75);
  }

  #run(script: Script, group: string, args: string[]): Promise<unknown> {
    const { events, meta, leases, members } = this.#keys;
    const keys = [
      ...[events, meta, leases],
      ...[`${members}group:${group}`, `${members}holders:${group}`],
      `${members}of:${this.#instance}`,
    ];
    const all = [String(this.#settings.maxLength), members, this.#instance, ...args];
    return this.#writer.attempt((session) => this.#link.run(script, keys, all, session));
  }

  /** The server may have lost members, or may have given up this process. */
  enterAgain(): void {
    this.#mustEnterAgain = true;
    this.#renewSoon(0);
  }

  /** Renews the lease and removes the members of others that have lost theirs, until `close`. */
  run(): void {
    this.#renewSoon(this.leaseTime / 4);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #renewSoon(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (this.#link.isClosed) return;
    this.#timer = setTimeout(async () => {
      let isComplete = true;
      try {
        isComplete = await this.#renew();
        this.#failures = 0;
      } catch {
        // The writer has reported it.
        this.#failures += 1;
      }
      const isDue = !isComplete || this.#mustEnterAgain || this.#failures > 0;
      // Others see the members as gone until then.
      const pause = Math.max(50, Math.min(backOff(this.#failures), this.leaseTime / 40));
      this.#renewSoon(isDue ? pause : this.leaseTime / 4);
    }, milliseconds).unref();
  }

  async #renew(): Promise<boolean> {
    const lease = this.#held.size > 0 ? this.#lease : 0;
    const [wasAlive, hasMore] = (await this.#run(scripts.renew, '', [String(lease)])) as number[];
    if (this.#mustEnterAgain || (wasAlive === 0 && lease > 0)) {
      this.#mustEnterAgain = false;
      await this.#enterAll().catch((error) => {
        this.#mustEnterAgain = true;
        throw error;
      });
    }
    for (const [field, left] of this.#leaving) await this.#leave(field, left);
    return hasMore === 0;
  }

  async #enterAll(): Promise<void> {
    const fields = [...this.#held.keys()];
    while (fields.length > 0) {
      const entering = fields.splice(0, 50).map((field) => {
        // One that is no longer there has left meanwhile, and one that leaves from here on stays away.
        const held = this.#held.get(field);
        return held && this.#enter(field, held);
      });
      await Promise.all(entering);
    }
  }
}
