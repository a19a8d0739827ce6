import {
  type AttachedPresence,
  type BroadcasterState,
  hasCode,
  type NativeClient,
} from 'ssecast/native';
import type { BackplaneMembers } from '../backplane/backplane.js';
import { CallQueue } from '../backplane/call-queue.js';
import type { Member } from '../types/members.js';
import type { PresenceStats } from '../types/stats.js';
import { groupOf, presenceEntry, toMember } from './entries.js';
import { type Membership, Memberships } from './membership.js';

/** The name of the tracker's listeners: no pattern of a definition begins with `all:`. */
const kListener = 'all:presence';
/** Milliseconds between two lines of the log. */
const kQuiet = 10_000;

export interface TrackerOptions {
  /** Whether a channel has members. */
  tracks: (channel: string) => boolean;
  /** The channels that have members, as the application wrote them, for messages. */
  names: readonly string[];
  /** Milliseconds. */
  grace: number;
}

/** The tracker of a broadcaster; undefined where no channel has members. */
export function trackerOf(state: BroadcasterState): PresenceTracker | undefined {
  // Only `attachPresence` sets it, perhaps of another copy of this module.
  return state.presence as PresenceTracker | undefined;
}

/**
 * Keeps the members of channels equal to the users that have a client of this environment there. A user
 * enters with the first client, and leaves a grace time after the last one.
 *
 * Members are entered and left one call at a time for each, so that the last state is the one that stays.
 */
export class PresenceTracker implements AttachedPresence {
  private readonly memberships = new Memberships();
  /** Those without a client, and when they leave: the first one first. */
  private readonly leaving = new Map<Membership, number>();
  private timer: NodeJS.Timeout | undefined;
  private quietUntil = 0;
  private readonly queue: CallQueue<Membership>;

  /** @param members of the backplane, or local ones */
  constructor(
    private readonly state: BroadcasterState,
    private readonly members: () => BackplaneMembers,
    private options: TrackerOptions,
  ) {
    this.queue = new CallQueue(
      (membership) => this.change(membership),
      (error) => this.onFailure(error),
    );
    state.joinListeners.set(kListener, (channel, client) => this.joined(channel, client));
    state.leaveListeners.set(kListener, (channel, client) => this.left(channel, client));
  }

  /** Replaces the options: those of the newest call count, for clients that join from now on. */
  configure(options: TrackerOptions): void {
    this.options = options;
  }

  get names(): readonly string[] {
    return this.options.names;
  }

  tracks(channel: string): boolean {
    return this.options.tracks(channel);
  }

  /** Sorted by user. Rejects as `BackplaneMembers.list` does. */
  async list(channel: string): Promise<Member[]> {
    const members = await this.members().list(groupOf(channel));
    return members
      .map(({ member, value }) => toMember(member, value))
      .sort((a, b) => (a.userId < b.userId ? -1 : 1));
  }

  stats(): PresenceStats {
    const { memberships, queue } = this;
    const { pending, failures } = queue;
    return { channels: memberships.channels, members: memberships.size, pending, failures };
  }

  close(): void {
    clearTimeout(this.timer);
    this.queue.close();
    this.leaving.clear();
    this.memberships.clear();
    this.state.joinListeners.delete(kListener);
    this.state.leaveListeners.delete(kListener);
  }

  private joined(channel: string, client: NativeClient): void {
    const { id, userId, metadata, connectedAt } = client;
    if (userId === undefined || !this.options.tracks(channel)) return;
    const { memberships } = this;
    const membership = memberships.get(channel, userId) ?? memberships.add(channel, userId);
    membership.clients.set(id, connectedAt);
    this.leaving.delete(membership);
    const value = JSON.stringify(metadata ?? {});
    if (membership.isWanted && membership.value === value) return;
    membership.isWanted = true;
    membership.value = value;
    this.settle(membership);
  }

  private left(channel: string, client: NativeClient): void {
    const membership = this.membershipOf(channel, client);
    if (membership === undefined) return;
    const { clients } = membership;
    const isKnown = client.userId === undefined || clients.get(client.id) === client.connectedAt;
    if (!isKnown || !clients.delete(client.id) || clients.size > 0) return;
    this.leaving.delete(membership);
    this.leaving.set(membership, performance.now() + this.graceTime());
    this.schedule();
  }

  private membershipOf(channel: string, client: NativeClient): Membership | undefined {
    const { id, userId, channels } = client;
    if (userId !== undefined) return this.memberships.get(channel, userId);
    // Another thread has disconnected the client while it left the channel: its user is not known any more.
    return channels.length === 0 ? this.memberships.ofClient(channel, id) : undefined;
  }

  /**
   * The streams of a drained broadcaster end because its process does. Its users come back to another
   * process, or leave with the lease of this one.
   */
  private graceTime(): number {
    const { grace } = this.options;
    if (this.state.draining === undefined) return grace;
    return Math.max(grace, this.members().leaseTime);
  }

  private schedule(): void {
    if (this.timer !== undefined) return;
    const [due] = this.leaving.values();
    if (due === undefined) return;
    const delay = Math.max(0, Math.ceil(due - performance.now()));
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.expire();
    }, delay).unref();
  }

  private expire(): void {
    const now = performance.now();
    for (const [membership, due] of this.leaving) {
      if (due > now) break;
      this.leaving.delete(membership);
      membership.isWanted = false;
      this.settle(membership);
    }
    this.schedule();
  }

  /** One call at a time: the end of one begins the next, if there is one. */
  private settle(membership: Membership): void {
    if (!membership.isBusy) this.queue.add(membership);
  }

  private async change(membership: Membership): Promise<void> {
    const { channel, userId, isWanted, value } = membership;
    const group = groupOf(channel);
    membership.isBusy = true;
    try {
      if (isWanted) {
        const joined = presenceEntry(channel, 'presence.join', userId, value);
        const left = presenceEntry(channel, 'presence.leave', userId, value);
        await this.members().enter(group, userId, value, { joined, left });
      } else {
        await this.members().leave(group, userId);
      }
    } finally {
      membership.isBusy = false;
    }
    if (membership.isWanted !== isWanted || membership.value !== value) this.settle(membership);
    else if (!isWanted) this.memberships.delete(membership);
  }

  private onFailure(error: unknown): void {
    // Another thread has closed the broadcaster.
    if (hasCode(error, 'ERR_SSECAST_CLOSED')) {
      this.close();
      return;
    }
    const now = performance.now();
    if (now < this.quietUntil) return;
    this.quietUntil = now + kQuiet;
    this.state.logger.error(
      `ssecast: a member of a channel of '${this.state.name}' could not be entered or removed, and is ` +
        'tried again. stats().presence counts the failures.',
      error,
    );
  }
}
