import type { Source } from '../source/source.js';
import { compareIds } from '../stream/event-id.js';
import type { Item } from '../stream/item.js';
import { type CatchUp, startCatchUp } from './catch-up.js';
import type { LeaderWatch } from './leader-watch.js';
import type { Batch, Message, Welcome } from './messages.js';
import type { TabFeed } from './tab-feed.js';

/** A tab as the leader sees it; the leader follows itself. */
export interface Follower {
  /** Asks the leader for what the tab lacks. */
  hello(): void;
  hear(message: Message): void;
  /** Reads from the server, for as long as no leader has what the tab lacks. */
  followServer(): void;
  /** The tab's own connection to the server, while there is one. */
  ownSource(): Source | undefined;
  /** Asks the leader whether it is there. */
  ping(): void;
  /** This tab has the lock: it needs no connection besides the leader's. */
  endCatchUp(): void;
  stop(): void;
}

export interface FollowerOptions {
  id: string;
  feed: TabFeed;
  watch: LeaderWatch;
  post: (message: Message) => void;
  /** A connection to the server that begins at the tab's place. */
  open: () => Source;
  /** The epoch of this tab, while it leads. */
  ownEpoch: () => string | undefined;
  /** Comes with each hello: a new leader does not know what this tab reads. */
  report: () => void;
  /** What the tabs read, as another tab's leader says it. */
  onChannels: (channels: string[]) => void;
  /** The connection is closed for good. */
  onClosed: () => void;
}

export function createFollower(options: FollowerOptions): Follower {
  const { id, feed, watch, post } = options;
  /** The leader whose batches count. */
  let epoch: string | undefined;
  /** The number of the next batch; undefined until the leader has said where it goes on. */
  let expected: number | undefined;
  let turn = 0;
  let askedWith: string | undefined;
  let catchUp: CatchUp | undefined;
  let isStopped = false;

  function hello(): void {
    turn += 1;
    expected = undefined;
    askedWith = feed.cursor();
    if (options.ownEpoch() === undefined) watch.expect();
    options.report();
    // To any leader: what was heard of one leader may be older than what was heard of the next.
    post({ kind: 'hello', from: id, turn, cursor: askedWith });
  }

  /** Another leader, or none for the moment. */
  function change(next: string | undefined): void {
    epoch = next;
    if (!catchUp) {
      feed.hub.show('connecting', null);
      feed.hub.flush();
    }
    hello();
  }

  function hearLead(next: string): void {
    const own = options.ownEpoch();
    // A leader learns its end from the browser; this is old, or that word is on its way.
    if (next !== epoch && (own === undefined || next === own)) change(next);
  }

  function hearWelcome(welcome: Welcome): void {
    if (welcome.turn !== turn || askedWith === undefined) return;
    const asked = askedWith;
    askedWith = undefined;
    epoch = welcome.epoch;
    options.onChannels(welcome.channels);
    watch.heard();
    if (!welcome.items) followServer();
    else if (feed.cursor() !== asked) hello();
    else {
      endCatchUp();
      expected = welcome.number + 1;
      feed.attach(welcome.cursor);
      take([...channelItems(welcome, asked, feed.hub.joins()), ...welcome.items]);
    }
  }

  function hearBatch({ number, items }: Batch): void {
    watch.heard();
    if (expected === undefined) catchUp?.hint();
    else if (number === expected) {
      expected += 1;
      take(items);
    } else hello();
  }

  function take(items: readonly Item[]): void {
    const taken = turn;
    const isPlaced = feed.take(items, () => !isStopped && turn === taken);
    if (isStopped) return;
    if (feed.hub.state().status === 'closed') options.onClosed();
    else if (!isPlaced) hello();
  }

  function followServer(): void {
    if (catchUp) return;
    feed.attach(feed.cursor());
    catchUp = startCatchUp(options.open(), take, hello);
  }

  function endCatchUp(): void {
    catchUp?.stop();
    catchUp = undefined;
  }

  return {
    hello,
    hear(message) {
      if (message.kind === 'lead') hearLead(message.epoch);
      else if (message.kind === 'welcome' && message.to === id) hearWelcome(message);
      else if (message.kind === 'batch' && message.epoch === epoch) hearBatch(message);
      else if (message.kind === 'resign' && message.epoch === epoch) change(undefined);
    },
    followServer,
    ownSource: () => catchUp?.source,
    ping: () => (epoch === undefined ? hello() : post({ kind: 'ping', epoch })),
    endCatchUp,
    stop() {
      isStopped = true;
      endCatchUp();
    },
  };
}

/** The leader's channels as a server would send them to this tab: those that are new begin at its place. */
function channelItems(
  { joins, cursor }: Welcome,
  asked: string,
  known: ReadonlyMap<string, string>,
): Item[] {
  const place = asked || cursor;
  const left = [...known.keys()].filter((channel) => !joins.has(channel));
  const joined = [...joins]
    .map(([channel, from]) => ({ channel, from, isLate: (compareIds(from, place) ?? 0) > 0 }))
    .filter(({ channel, isLate }) => isLate || !known.has(channel));
  return [
    ...left.map((channel): Item => ({ kind: 'left', channel })),
    ...joined.map(
      ({ channel, isLate, from }): Item =>
        isLate
          ? { kind: 'joined', channel, cursor: from }
          : { kind: 'joined', channel, cursor: place, isFirst: true },
    ),
  ];
}
