/** A user who reads a channel. */
export interface Member<Metadata = Record<string, unknown>> {
  userId: string;
  /** The metadata of the identity, after JSON: `{}` where it has none. Every reader of the channel gets it. */
  metadata: Metadata;
}

/** Which channels have members. */
export interface PresenceOptions<Channel extends string = string> {
  /**
   * For `createBroadcaster` names: `room` means the channel `room` and each `room:<id>`. For `defineLive`
   * channels as the definition writes them, like `room:[id]`. At most 100.
   */
  channels: readonly Channel[];
  /**
   * Milliseconds after the last client of a user has left a channel, until the user leaves it. A user who
   * comes back within that time has never left. Default 5,000.
   */
  grace?: number | undefined;
}
