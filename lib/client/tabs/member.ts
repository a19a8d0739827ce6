import type { Source } from '../source/source.js';
import type { Log } from '../stream/log.js';
import { openBus } from './bus.js';
import type { TabsEnvironment } from './environment.js';
import { createFollower } from './follower.js';
import { createLeader, type Leader } from './leader.js';
import { createLeaderWatch } from './leader-watch.js';
import { requestLeaderLock } from './lock.js';
import type { Message } from './messages.js';
import { createSubscriptions } from './subscriptions.js';
import type { TabFeed } from './tab-feed.js';

/** A tab's part in the connection of all tabs, until it leaves. */
export interface Member {
  connect(): void;
  reconnect(): void;
  /** The tab joins channels that it did not read, and leaves others. */
  subscribe(joined: string[], left: string[]): void;
  /** The tab's place has been set back. */
  rewound(): void;
  /** The tab is visible again, or the network is back: makes sure that the leader is there. */
  wake(isNetwork: boolean): void;
  /** `linger`: milliseconds before another tab can lead. */
  leave(linger?: number): void;
}

export interface MemberOptions {
  /** What the tabs of one connection have in common. */
  name: string;
  environment: TabsEnvironment;
  feed: TabFeed;
  /** A connection to the server that begins after a cursor and reads these channels. */
  open: (cursor: string, channels: string[], log?: Log) => Source;
  /** The channels that this tab reads. */
  channels: () => string[];
  /** The connection is closed for good. */
  onClosed: () => void;
}

/** Follows the leader, waits for the lock, and leads when the lock comes. */
export function joinTabs(options: MemberOptions): Member {
  const { name, environment, feed, open, channels } = options;
  const id = environment.newId();
  let leader: Leader | undefined;
  let isOver = false;
  const { post, close } = openBus(environment, name, hear);
  const subscriptions = createSubscriptions({
    id,
    own: channels,
    post,
    onChange(joined, left) {
      leader?.source.join(...joined);
      leader?.source.leave(...left);
    },
  });
  const watch = createLeaderWatch({
    ping: () => (leader ? watch.heard() : follower.ping()),
    onSilent: () => lock.steal(),
  });
  const follower = createFollower({
    id,
    feed,
    watch,
    post,
    open: () => open(feed.cursor(), channels(), feed.log.copy()),
    ownEpoch: () => leader?.epoch,
    report: subscriptions.report,
    onChannels(known) {
      if (!leader && known.length > 0) subscriptions.learn(known);
    },
    onClosed: options.onClosed,
  });
  const lock = requestLeaderLock(environment.locks, name, {
    onGranted: lead,
    onLost() {
      const former = leader;
      // First: the hello that follows its last message is for the next leader.
      leader = undefined;
      subscriptions.follow();
      former?.stop();
    },
    onUnavailable() {
      watch.stop();
      follower.followServer();
    },
  });
  follower.hello();

  function hear(message: Message): void {
    if (isOver) return;
    subscriptions.hear(message);
    leader?.receive(message);
    follower.hear(message);
  }

  function lead(): void {
    follower.endCatchUp();
    subscriptions.lead();
    leader = createLeader({
      epoch: environment.newId(),
      source: open(feed.cursor(), subscriptions.all(), feed.log.copy()),
      post,
      channels: subscriptions.all,
    });
    leader.start();
  }

  /** To the tab's own connection, or to the leader. */
  function command(kind: 'connect' | 'reconnect'): void {
    const own = follower.ownSource();
    if (own) own[kind]();
    else post({ kind });
  }

  return {
    connect: () => command('connect'),
    reconnect: () => command('reconnect'),
    subscribe(joined, left) {
      subscriptions.report();
      const own = follower.ownSource();
      own?.join(...joined);
      own?.leave(...left);
    },
    rewound: follower.hello,
    wake(isNetwork) {
      post({ kind: 'wake', isNetwork });
      watch.check();
    },
    leave(linger = 0) {
      subscriptions.stop();
      isOver = true;
      watch.stop();
      follower.stop();
      leader?.stop();
      lock.release(linger);
      close();
    },
  };
}
