/** Collects the changes of a task, so that a channel that is left and joined again is no change. */
export interface ChannelChanges {
  /** `by`: 1 joins, -1 leaves. */
  add(channels: readonly string[], by: number): void;
}

export function createChannelChanges(
  onChange: (joined: string[], left: string[]) => void,
): ChannelChanges {
  let sums = new Map<string, number>();

  function report(): void {
    const changed = [...sums];
    sums = new Map();
    const joined = changed.filter(([, sum]) => sum > 0).map(([name]) => name);
    const left = changed.filter(([, sum]) => sum < 0).map(([name]) => name);
    if (joined.length + left.length > 0) onChange(joined, left);
  }

  return {
    add(channels, by) {
      if (channels.length === 0) return;
      if (sums.size === 0) setTimeout(report, 0);
      for (const name of channels) sums.set(name, (sums.get(name) ?? 0) + by);
    },
  };
}
