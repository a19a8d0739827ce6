import type { NativeAdmission } from 'ssecast/native';
import type { BackplaneMembers } from './backplane.js';
import { CallQueue } from './call-queue.js';

/** Milliseconds that the backplane may take. A client waits for it. */
const kPatience = 1_000;
/** Slots that wait to be given back, while the backplane is away. Beyond that none are taken. */
const kMaxPending = 10_000;

/** A place for one client of a user, over all processes. */
interface Slot {
  readonly group: string;
  readonly member: string;
}

/**
 * The places that `maxConnectionsPerUser` allows, over all processes: members of a group for each user. Where the
 * backplane does not answer in time, a client takes none, and the limit of its process counts alone.
 */
export class UserSlots {
  /** 0: no limit. */
  limit = 0;
  /** Clients that other processes left no place for. */
  refused = 0;
  /** Of clients that are not admitted yet. */
  private readonly reserved = new WeakMap<NativeAdmission, Slot>();
  /** By the ids of clients. An id may come back before the end of its first client is known. */
  private readonly taken = new Map<string, Slot[]>();
  private readonly leaving: CallQueue<Slot>;

  constructor(
    private readonly members: () => BackplaneMembers,
    onFailure: (error: unknown) => void,
  ) {
    this.leaving = new CallQueue(
      ({ group, member }) => this.members().leave(group, member),
      onFailure,
    );
  }

  /** Takes a place for a client. @returns false when the user has none left. Never rejects */
  async reserve(admission: NativeAdmission): Promise<boolean> {
    const { limit } = this;
    const { userId } = admission;
    if (limit === 0 || userId === undefined || this.leaving.pending >= kMaxPending) return true;
    const slot = { group: `connections:${userId}`, member: crypto.randomUUID() };
    let isLate = false;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        isLate = true;
        resolve(undefined);
      }, kPatience).unref();
    });
    const entered = this.enter(slot, limit).then((isIn) => {
      // Nothing waits for it any more.
      if (isLate && isIn) this.leaving.add(slot);
      return isIn;
    });
    const isIn = await Promise.race([entered, late]);
    clearTimeout(timer);
    if (isIn) this.reserved.set(admission, slot);
    else if (isIn === false) this.refused++;
    return isIn !== false;
  }

  /** The client of the admission has its place until `left`. */
  admitted(admission: NativeAdmission, clientId: string): void {
    const slot = this.reserved.get(admission);
    if (slot === undefined) return;
    this.reserved.delete(admission);
    this.taken.set(clientId, [...(this.taken.get(clientId) ?? []), slot]);
  }

  /** The client of the admission is not admitted. */
  release(admission: NativeAdmission): void {
    const slot = this.reserved.get(admission);
    if (slot === undefined) return;
    this.reserved.delete(admission);
    this.leaving.add(slot);
  }

  /** A client is gone. */
  left(clientId: string): void {
    const [slot, ...others] = this.taken.get(clientId) ?? [];
    if (slot === undefined) return;
    if (others.length > 0) this.taken.set(clientId, others);
    else this.taken.delete(clientId);
    this.leaving.add(slot);
  }

  /** The places end with the lease of the process. */
  close(): void {
    this.leaving.close();
    this.taken.clear();
  }

  /** @returns undefined when that is not known: then the place is given back */
  private async enter(slot: Slot, limit: number): Promise<boolean | undefined> {
    try {
      const { entered } = await this.members().enter(slot.group, slot.member, '', { limit });
      return entered;
    } catch {
      this.leaving.add(slot);
      return undefined;
    }
  }
}
