import type { Source } from '../source/source.js';
import type { Log } from '../stream/log.js';
import type { TabsEnvironment } from './environment.js';
import { createLeader, type Leader } from './leader.js';
import type { Message } from './messages.js';
import type { Subscriptions } from './subscriptions.js';
import type { TabFeed } from './tab-feed.js';

/** Milliseconds between two censuses of a leader that reads channels. */
const censusEvery = 60_000;

/** The times in which a tab leads. */
export interface Leadership {
  leader(): Leader | undefined;
  /** The tab has the lock. */
  begin(): void;
  /** The tab has lost the lock, or leaves. */
  end(): void;
}

export interface LeadershipOptions {
  id: string;
  environment: Pick<TabsEnvironment, 'newId'>;
  feed: TabFeed;
  /** A connection to the server that begins after a cursor, reads these channels and goes on from a log. */
  open: (cursor: string, channels: string[], log: Log) => Source;
  /** The channels that this tab reads. */
  channels: () => string[];
  subscriptions: Subscriptions;
  post: (message: Message) => void;
}

export function createLeadership(options: LeadershipOptions): Leadership {
  const { id, environment, feed, open, channels, subscriptions, post } = options;
  let leader: Leader | undefined;
  let censuses: ReturnType<typeof setInterval> | undefined;

  function takeCensus(): void {
    if (subscriptions.all().length === 0) return;
    subscriptions.recount();
    post({ kind: 'census' });
  }

  return {
    leader: () => leader,
    begin() {
      // Every tab says hello to a new leader, and what it reads.
      subscriptions.recount();
      subscriptions.set(id, channels());
      censuses = setInterval(takeCensus, censusEvery);
      leader = createLeader({
        epoch: environment.newId(),
        source: open(feed.cursor(), subscriptions.all(), feed.log.copy()),
        post,
        channels: subscriptions.all,
      });
      leader.start();
    },
    end() {
      const former = leader;
      // First: the hello that follows its last message is for the next leader.
      leader = undefined;
      clearInterval(censuses);
      former?.stop();
    },
  };
}
