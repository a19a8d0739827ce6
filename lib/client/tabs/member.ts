import type { Source } from '../source/source.js';
import type { Log } from '../stream/log.js';
import { openBus } from './bus.js';
import type { TabsEnvironment } from './environment.js';
import { createFollower } from './follower.js';
import { createLeaderWatch } from './leader-watch.js';
import { createLeadership } from './leadership.js';
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
  /** Somebody looks at the tab, or the network is back: makes sure that the leader is there. */
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
  let isOver = false;
  /** The tabs know of channels that this tab reads. */
  let isSubscribed = false;
  const subscriptions = createSubscriptions((joined, left) => {
    const source = leadership.leader()?.source;
    source?.join(...joined);
    source?.leave(...left);
  });
  const bus = openBus(environment, name, hear);
  const leadership = createLeadership({ ...options, id, subscriptions, post: bus.post });
  const watch = createLeaderWatch({
    ping() {
      const epoch = follower.epoch();
      if (leadership.leader()) watch.heard();
      else if (epoch !== undefined) bus.post({ kind: 'ping', epoch });
      else follower.hello();
    },
    onSilent: () => lock.steal(),
  });
  const follower = createFollower({
    id,
    feed,
    watch,
    post: bus.post,
    open: () => open(feed.cursor(), channels()),
    ownEpoch: () => leadership.leader()?.epoch,
    postSubscriptions: () => postSubscriptions(channels()),
    onChannels(known) {
      if (!leadership.leader() && known.length > 0) subscriptions.learn(known);
    },
    onClosed: options.onClosed,
  });
  const lock = requestLeaderLock(environment.locks, name, {
    onGranted() {
      follower.endCatchUp();
      leadership.begin();
    },
    onLost: leadership.end,
    onUnavailable() {
      watch.stop();
      follower.followServer();
    },
  });
  follower.hello();

  function hear(message: Message): void {
    if (isOver) return;
    if (message.kind === 'subscriptions') subscriptions.set(message.from, message.channels);
    else if (message.kind === 'census') postSubscriptions(channels());
    leadership.leader()?.receive(message);
    follower.hear(message);
  }

  function postSubscriptions(names: string[]): void {
    if (names.length > 0 || isSubscribed) {
      bus.post({ kind: 'subscriptions', from: id, channels: names });
    }
    isSubscribed = names.length > 0;
  }

  /** To the tab's own connection, or to the leader. */
  function command(kind: 'connect' | 'reconnect'): void {
    const own = follower.ownSource();
    if (own) own[kind]();
    else bus.post({ kind });
  }

  return {
    connect: () => command('connect'),
    reconnect: () => command('reconnect'),
    subscribe(joined, left) {
      postSubscriptions(channels());
      const own = follower.ownSource();
      own?.join(...joined);
      own?.leave(...left);
    },
    rewound: follower.hello,
    wake(isNetwork) {
      bus.post({ kind: 'wake', isNetwork });
      watch.check();
    },
    leave(linger = 0) {
      postSubscriptions([]);
      isOver = true;
      subscriptions.stop();
      watch.stop();
      follower.stop();
      leadership.end();
      lock.release(linger);
      bus.close();
    },
  };
}
