/** A member: the value that was given last, and the instances that hold it, each with its `left`. */
interface Member {
  value: string;
  holders: Map<string, string | undefined>;
}

type Group = Map<string, Member>;

export interface MemberOptions {
  joined?: string;
  left?: string;
  limit?: number;
}

/** The members of a `memoryBackplane`. A member is there as long as an instance holds it. */
export class MemoryMembers {
  private readonly groups = new Map<string, Group>();

  /** @param append stores an entry. Where it throws, the member stays as it was */
  constructor(private readonly append: (entry: string) => void) {}

  enter(
    instance: string,
    group: string,
    member: string,
    value: string,
    { joined, left, limit = Number.POSITIVE_INFINITY }: MemberOptions,
  ): { entered: boolean; count: number } {
    const members: Group = this.groups.get(group) ?? new Map();
    const present = members.get(member);
    if (present === undefined && members.size >= limit) {
      return { entered: false, count: members.size };
    }
    if (present === undefined && joined !== undefined) this.append(joined);
    this.groups.set(group, members);
    const held = present ?? { value, holders: new Map() };
    held.value = value;
    held.holders.set(instance, left);
    members.set(member, held);
    return { entered: true, count: members.size };
  }

  leave(instance: string, group: string, member: string): void {
    const members = this.groups.get(group);
    const held = members?.get(member);
    if (members === undefined || !held?.holders.has(instance)) return;
    const left = held.holders.get(instance);
    if (left !== undefined && held.holders.size === 1) this.append(left);
    held.holders.delete(instance);
    if (held.holders.size > 0) return;
    members.delete(member);
    if (members.size === 0) this.groups.delete(group);
  }

  /** The instance holds nothing any more. */
  leaveAll(instance: string): void {
    for (const [group, members] of [...this.groups]) {
      for (const member of [...members.keys()]) this.leave(instance, group, member);
    }
  }

  list(group: string): { member: string; value: string }[] {
    return [...(this.groups.get(group) ?? [])].map(([member, { value }]) => ({ member, value }));
  }
}
