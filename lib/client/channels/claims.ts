/** Reads channels, and gives them back. */
export interface Channels {
  /** Reads channels, besides those it reads already. Each `join` of a channel takes one `leave`. */
  join(...channels: string[]): void;
  /** Gives channels back; one that was not joined has no effect. */
  leave(...channels: string[]): void;
}

/** Counts how often each channel is wanted. */
export interface Counts {
  /** @returns the channels that were not wanted before */
  add(channels: readonly string[]): string[];
  /** @returns the channels that are not wanted any more */
  remove(channels: readonly string[]): string[];
  has(channel: string): boolean;
  /** Each once. */
  names(): string[];
  /** Each as often as it is wanted. */
  all(): string[];
}

export function createCounts(): Counts {
  const counts = new Map<string, number>();
  return {
    add: (channels) =>
      channels.filter((name) => {
        const count = counts.get(name) ?? 0;
        counts.set(name, count + 1);
        return count === 0;
      }),
    remove: (channels) =>
      channels.filter((name) => {
        const count = counts.get(name) ?? 0;
        if (count > 1) counts.set(name, count - 1);
        return count <= 1 && counts.delete(name);
      }),
    has: (channel) => counts.has(channel),
    names: () => [...counts.keys()],
    all: () => [...counts].flatMap(([name, count]) => Array<string>(count).fill(name)),
  };
}

export interface Claims extends Channels {
  /** Gives everything back. Later calls do nothing. */
  release(): void;
}

/** One holder's part in the channels of a connection: it cannot give back channels that others want. */
export function createClaims(target: Channels, first: readonly string[]): Claims {
  const own = createCounts();
  let isReleased = false;

  function join(...channels: string[]): void {
    if (isReleased) return;
    own.add(channels);
    target.join(...channels);
  }

  join(...first);
  return {
    join,
    leave(...channels) {
      if (isReleased) return;
      const held = channels.filter((name) => {
        const isHeld = own.has(name);
        own.remove([name]);
        return isHeld;
      });
      target.leave(...held);
    },
    release() {
      if (isReleased) return;
      isReleased = true;
      target.leave(...own.all());
    },
  };
}
