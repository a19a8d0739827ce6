import type {
  TabChannel,
  TabLocks,
  TabsEnvironment,
} from '../../../../../lib/client/tabs/environment.js';

type Post = { data: unknown; to: Channel };
interface Channel extends TabChannel {
  tab: FakeTab;
  name: string;
}
interface Said {
  name: string;
  message: { kind: string };
}
interface Claim {
  tab: FakeTab;
  steal: boolean;
  held: () => Promise<void> | undefined;
  resolve: () => void;
  reject: (error: unknown) => void;
}

export interface FakeTab extends TabsEnvironment {
  page: EventTarget;
  document: EventTarget & { hidden: boolean };
  isDead: boolean;
  /** As when its process dies: its locks are free, what it has on its way may be lost. */
  crash(): void;
  /** It keeps its locks and hears nothing until it thaws. */
  freeze(): void;
  thaw(): void;
}

/**
 * A browser in one process: locks and channels that take their time. Messages of one sender to one
 * receiver keep their order; those of different senders need not.
 *
 * @param delay milliseconds until something arrives
 */
export function createBrowser(delay: () => number = () => 0) {
  const channels = new Set<Channel>();
  const onTheWay = new Map<FakeTab, Map<Channel, Post[]>>();
  const holders = new Map<string, Claim>();
  const claims = new Map<string, Claim[]>();
  const said: Said[] = [];
  let isLost = (_said: Said) => false;
  let names = 0;

  function queueFor(from: FakeTab, to: Channel): Post[] {
    const queues = onTheWay.get(from) ?? new Map<Channel, Post[]>();
    onTheWay.set(from, queues);
    const queue = queues.get(to) ?? [];
    queues.set(to, queue);
    return queue;
  }

  function deliver(from: FakeTab, to: Channel): void {
    const queue = queueFor(from, to);
    const frozen = states.get(to.tab)?.frozen;
    if (frozen) {
      frozen.push(() => deliver(from, to));
      return;
    }
    const post = queue.shift();
    if (post && channels.has(to)) to.onmessage?.({ data: post.data } as MessageEvent);
  }

  function openChannel(tab: FakeTab, name: string): TabChannel {
    const channel: Channel = {
      tab,
      name,
      onmessage: null,
      postMessage(message) {
        if (tab.isDead) return;
        if (!channels.has(channel)) throw new Error('posted on a closed channel');
        const saying = { name, message: structuredClone(message) as Said['message'] };
        said.push(saying);
        if (isLost(saying)) return;
        for (const to of channels) {
          if (to === channel || to.name !== name) continue;
          queueFor(tab, to).push({ data: structuredClone(message), to });
          setTimeout(() => deliver(tab, to), delay());
        }
      },
      close: () => channels.delete(channel),
    };
    channels.add(channel);
    return channel;
  }

  function grant(name: string): void {
    setTimeout(() => {
      if (holders.has(name)) return;
      const claim = claims.get(name)?.shift();
      if (claim) hold(name, claim);
    }, delay());
  }

  function hold(name: string, claim: Claim): void {
    holders.set(name, claim);
    const free = () => {
      if (holders.get(name) !== claim) return;
      holders.delete(name);
      claim.resolve();
      grant(name);
    };
    // Frozen: the browser has given the lock, the page does not know.
    const run = () => void Promise.resolve(claim.held()).then(free);
    const frozen = states.get(claim.tab)?.frozen;
    if (frozen) frozen.push(run);
    else run();
  }

  function lockManager(tab: () => FakeTab): TabLocks {
    return {
      request(name, { signal, steal = false }, held) {
        return new Promise((resolve, reject) => {
          if (signal && steal) throw new TypeError('signal and steal exclude each other');
          const claim: Claim = {
            tab: tab(),
            steal,
            held,
            resolve: () => resolve(undefined),
            reject,
          };
          if (claim.tab.isDead) return;
          if (steal) {
            const robbed = holders.get(name);
            const tell = () => robbed?.reject(new DOMException('stolen', 'AbortError'));
            const frozen = robbed && states.get(robbed.tab)?.frozen;
            if (frozen) frozen.push(tell);
            else tell();
            hold(name, claim);
            return;
          }
          const queue = claims.get(name) ?? [];
          claims.set(name, queue);
          queue.push(claim);
          signal?.addEventListener('abort', () => {
            const place = queue.indexOf(claim);
            if (place < 0) return;
            queue.splice(place, 1);
            reject(new DOMException('aborted', 'AbortError'));
          });
          grant(name);
        });
      },
    };
  }

  const states = new Map<FakeTab, { frozen?: (() => void)[] }>();

  function open(random: (below: number) => number = () => 0): FakeTab {
    const tab: FakeTab = {
      locks: lockManager(() => tab),
      openChannel: (name) => openChannel(tab, name),
      page: new EventTarget(),
      document: Object.assign(new EventTarget(), { hidden: false }),
      newId() {
        names += 1;
        return `id-${names}`;
      },
      isDead: false,
      crash() {
        tab.isDead = true;
        for (const channel of channels) if (channel.tab === tab) channels.delete(channel);
        for (const queue of onTheWay.get(tab)?.values() ?? [])
          queue.length = random(queue.length + 1);
        for (const [name, queue] of claims) {
          claims.set(
            name,
            queue.filter((claim) => claim.tab !== tab),
          );
        }
        for (const [name, claim] of holders) {
          if (claim.tab !== tab) continue;
          holders.delete(name);
          grant(name);
        }
      },
      freeze() {
        states.set(tab, { frozen: [] });
      },
      thaw() {
        const waiting = states.get(tab)?.frozen ?? [];
        states.delete(tab);
        for (const run of waiting) run();
      },
    };
    return tab;
  }

  return {
    open,
    said,
    /** No browser loses messages; a bug of one might. */
    lose(which: (said: Said) => boolean) {
      isLost = which;
    },
    names: () => [...new Set([...channels].map(({ name }) => name))],
    /** The tab that has the lock. */
    holder: () => [...holders.values()].map(({ tab }) => tab)[0],
    waiting: () => [...claims.values()].flat().length,
    channels: () => channels.size,
  };
}
