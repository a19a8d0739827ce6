/** Milliseconds for the tabs to say what they want, once they are asked. */
const kSettle = 10_000;

/** The channels that the tabs want, as every tab knows them: any of them may have to lead. */
export interface Wants {
  /** What a tab wants now; nothing when it leaves. */
  set(tab: string, channels: readonly string[]): void;
  /** What the leader says that somebody wants: it knows more than who has just come. */
  hearSay(channels: readonly string[]): void;
  /** The tabs say it anew: what was known counts until they have had the time; who is gone says nothing. */
  recount(): void;
  all(): string[];
  stop(): void;
}

/** @param onChange hears of the channels that are new, and of those that nobody wants any more */
export function createWants(onChange: (joined: string[], left: string[]) => void): Wants {
  const byTab = new Map<string, readonly string[]>();
  let said: readonly string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const all = () => [...new Set([...said, ...[...byTab.values()].flat()])];

  function change(run: () => void): void {
    const before = all();
    run();
    const after = all();
    const joined = after.filter((name) => !before.includes(name));
    const left = before.filter((name) => !after.includes(name));
    if (joined.length + left.length > 0) onChange(joined, left);
  }

  return {
    set(tab, channels) {
      change(() => {
        if (channels.length > 0) byTab.set(tab, channels);
        else byTab.delete(tab);
      });
    },
    hearSay(channels) {
      change(() => {
        said = channels;
      });
    },
    recount() {
      said = all();
      byTab.clear();
      clearTimeout(timer);
      timer = setTimeout(
        () =>
          change(() => {
            said = [];
          }),
        kSettle,
      );
    },
    all,
    stop: () => clearTimeout(timer),
  };
}
