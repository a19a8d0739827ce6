import type { Message } from './messages.js';

/** Milliseconds between two censuses of a leader that reads channels. */
const censusEvery = 60_000;
/** Milliseconds in which the tabs answer a census. */
const settling = 10_000;

/** The channels that each tab reads, as every tab knows them: any of them may have to lead. */
export interface Subscriptions {
  hear(message: Message): void;
  /** Says what this tab reads, unless it is nothing and the tabs know. */
  report(): void;
  /** What the leader says that tabs read: it knows more than a tab that has just come. */
  learn(channels: readonly string[]): void;
  /** This tab leads: it asks all tabs now and then, of which some may have crashed. */
  lead(): void;
  /** Another tab leads. */
  follow(): void;
  all(): string[];
  /** This tab leaves, and reads nothing any more. */
  stop(): void;
}

export interface SubscriptionsOptions {
  id: string;
  /** The channels that this tab reads. */
  own: () => readonly string[];
  post: (message: Message) => void;
  /** Gets the channels that are new, and those that no tab reads any more. */
  onChange: (joined: string[], left: string[]) => void;
}

export function createSubscriptions({
  id,
  own,
  post,
  onChange,
}: SubscriptionsOptions): Subscriptions {
  const byTab = new Map<string, readonly string[]>();
  let learnt: readonly string[] = [];
  let answers: ReturnType<typeof setTimeout> | undefined;
  let censuses: ReturnType<typeof setInterval> | undefined;
  /** The tabs know of channels that this tab reads. */
  let isKnown = false;

  const all = () => [...new Set([...learnt, ...[...byTab.values()].flat()])];

  function change(run: () => void): void {
    const before = all();
    run();
    const after = all();
    const joined = after.filter((name) => !before.includes(name));
    const left = before.filter((name) => !after.includes(name));
    if (joined.length + left.length > 0) onChange(joined, left);
  }

  function set(tab: string, channels: readonly string[]): void {
    change(() => {
      if (channels.length > 0) byTab.set(tab, channels);
      else byTab.delete(tab);
    });
  }

  function learn(channels: readonly string[]): void {
    change(() => {
      learnt = channels;
    });
  }

  /** What was known counts until the tabs have had the time to answer. */
  function recount(): void {
    learnt = all();
    byTab.clear();
    clearTimeout(answers);
    answers = setTimeout(() => learn([]), settling);
  }

  function takeCensus(): void {
    if (all().length === 0) return;
    recount();
    post({ kind: 'census' });
  }

  function report(channels = own()): void {
    if (channels.length > 0 || isKnown) {
      post({ kind: 'subscriptions', from: id, channels: [...channels] });
    }
    isKnown = channels.length > 0;
  }

  return {
    hear(message) {
      if (message.kind === 'subscriptions') set(message.from, message.channels);
      else if (message.kind === 'census') report();
    },
    report: () => report(),
    learn,
    lead() {
      // Every tab says hello to a new leader, and what it reads.
      recount();
      set(id, own());
      censuses = setInterval(takeCensus, censusEvery);
    },
    follow: () => clearInterval(censuses),
    all,
    stop() {
      report([]);
      clearTimeout(answers);
      clearInterval(censuses);
    },
  };
}
