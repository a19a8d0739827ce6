/** Milliseconds in which the tabs answer a census. */
const settling = 10_000;

/** The channels that each tab reads, as every tab knows them: any of them may have to lead. */
export interface Subscriptions {
  /** What a tab reads now; nothing when it leaves. */
  set(tab: string, channels: readonly string[]): void;
  /** What the leader says that tabs read: it knows more than a tab that has just come. */
  learn(channels: readonly string[]): void;
  /** Asks anew: what was known counts until the tabs have had the time to answer. */
  recount(): void;
  all(): string[];
  stop(): void;
}

/** @param onChange gets the channels that are new, and those that no tab reads any more */
export function createSubscriptions(
  onChange: (joined: string[], left: string[]) => void,
): Subscriptions {
  const byTab = new Map<string, readonly string[]>();
  let learnt: readonly string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const all = () => [...new Set([...learnt, ...[...byTab.values()].flat()])];

  function change(run: () => void): void {
    const before = all();
    run();
    const after = all();
    const joined = after.filter((name) => !before.includes(name));
    const left = before.filter((name) => !after.includes(name));
    if (joined.length + left.length > 0) onChange(joined, left);
  }

  function learn(channels: readonly string[]): void {
    change(() => {
      learnt = channels;
    });
  }

  return {
    set(tab, channels) {
      change(() => {
        if (channels.length > 0) byTab.set(tab, channels);
        else byTab.delete(tab);
      });
    },
    learn,
    recount() {
      learnt = all();
      byTab.clear();
      clearTimeout(timer);
      timer = setTimeout(() => learn([]), settling);
    },
    all,
    stop: () => clearTimeout(timer),
  };
}
