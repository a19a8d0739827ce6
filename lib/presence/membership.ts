/** A user in a channel, as far as the clients of this environment concern it. */
export interface Membership {
  readonly channel: string;
  readonly userId: string;
  /**
   * The ids of the user's clients here that read the channel, and when each connected: another client may
   * take an id before the end of the first is known.
   */
  readonly clients: Map<string, number>;
  /** JSON text of the metadata. */
  value: string;
  /** Whether the user is to be a member: it has a client here, or had one within the grace time. */
  isWanted: boolean;
  /** A call is under way. */
  isBusy: boolean;
}

/** The memberships of an environment, by channel and user. */
export class Memberships {
  private readonly byChannel = new Map<string, Map<string, Membership>>();
  size = 0;

  get channels(): number {
    return this.byChannel.size;
  }

  get(channel: string, userId: string): Membership | undefined {
    return this.byChannel.get(channel)?.get(userId);
  }

  /** The membership that counts this client, where only the client's id is known. */
  ofClient(channel: string, clientId: string): Membership | undefined {
    for (const membership of this.byChannel.get(channel)?.values() ?? []) {
      if (membership.clients.has(clientId)) return membership;
    }
    return undefined;
  }

  add(channel: string, userId: string): Membership {
    const membership: Membership = {
      channel,
      userId,
      clients: new Map(),
      value: '',
      isWanted: false,
      isBusy: false,
    };
    const users = this.byChannel.get(channel) ?? new Map<string, Membership>();
    this.byChannel.set(channel, users.set(userId, membership));
    this.size++;
    return membership;
  }

  delete({ channel, userId }: Membership): void {
    const users = this.byChannel.get(channel);
    if (!users?.delete(userId)) return;
    this.size--;
    if (users.size === 0) this.byChannel.delete(channel);
  }

  clear(): void {
    this.byChannel.clear();
    this.size = 0;
  }
}
