/** The channels of a client, behind a `ChannelSet`. */
export interface Membership {
  channels(): Iterable<string>;
  subscribe(channel: string): boolean;
  unsubscribe(channel: string): boolean;
}

/** The channels of a client: a set that is read anew with each use. */
export class ChannelSet extends Set<string> {
  readonly #membership: Membership;

  constructor(membership: Membership) {
    super();
    this.#membership = membership;
  }

  /** Copies the current channels into the set, for methods of `Set` that are not overridden. */
  refresh(): this {
    super.clear();
    for (const channel of this.#membership.channels()) super.add(channel);
    return this;
  }

  override add(channel: string): this {
    this.#membership.subscribe(channel);
    return this;
  }

  override delete(channel: string): boolean {
    return this.#membership.unsubscribe(channel);
  }

  override clear(): void {
    for (const channel of [...this]) this.delete(channel);
  }

  override has(channel: string): boolean {
    this.refresh();
    return super.has(channel);
  }

  override get size(): number {
    this.refresh();
    return super.size;
  }

  override forEach(
    callback: (value: string, key: string, set: Set<string>) => void,
    thisArg?: unknown,
  ): void {
    for (const channel of this) callback.call(thisArg, channel, channel, this);
  }

  override keys(): SetIterator<string> {
    return this.values();
  }

  override values(): SetIterator<string> {
    // Iterates a copy, because another use of the set refreshes it meanwhile.
    this.refresh();
    return new Set(super.values()).values();
  }

  override entries(): SetIterator<[string, string]> {
    this.refresh();
    return new Set(super.values()).entries();
  }

  override [Symbol.iterator](): SetIterator<string> {
    return this.values();
  }
}
