import type { Source } from '../source.js';
import { openBus } from './bus.js';
import { type CatchUp, startCatchUp } from './catch-up.js';
import type { TabsEnvironment } from './environment.js';
import { createLeader, type Leader } from './leader.js';
import type { Item, Message, Welcome } from './messages.js';
import { createRelayLog } from './relay-log.js';
import { takeSeat } from './seat.js';
import type { Share } from './share.js';
import { createWants } from './wants.js';
import { createWatch } from './watch.js';

/** Milliseconds between two questions of a leader who still reads channels. */
const kRollCall = 60_000;

/** A tab's part in the connection of all tabs, from when it wants it until it leaves. */
export interface Member {
  connect(): void;
  reconnect(): void;
  /** The tab reads channels that it did not read, and does not read others any more. */
  want(joined: string[], left: string[]): void;
  /** The share's cursor has been set back. */
  rewound(): void;
  /** Makes sure that the leader is there. */
  check(): void;
  /** `linger`: milliseconds before another tab can lead. */
  leave(linger?: number): void;
}

export interface MemberOptions {
  /** What the tabs of one connection have in common. */
  name: string;
  environment: TabsEnvironment;
  share: Share;
  /** A connection to the server that begins after a cursor and reads these channels. */
  open: (cursor: string, channels: string[]) => Source;
  /** The channels that this tab reads. */
  channels: () => string[];
  /** The connection is closed for good. */
  onClosed: () => void;
}

/** Follows the leader, waits to be it, and is it when the lock comes. */
export function joinTabs({
  name,
  environment,
  share,
  open,
  channels,
  onClosed,
}: MemberOptions): Member {
  const me = environment.newId();
  let log = createRelayLog(share.cursor());
  /** Whose news count. */
  let epoch: string | undefined;
  /** The number of the next news; undefined until the leader has said where they go on. */
  let expected: number | undefined;
  let turn = 0;
  let askedWith: string | undefined;
  let leader: Leader | undefined;
  let catchUp: CatchUp | undefined;
  /** The connection of all tabs, while this one leads. */
  let leading: Source | undefined;
  const wants = createWants((joined, left) => {
    leading?.join(...joined);
    leading?.leave(...left);
  });
  let isOver = false;
  let hasWants = false;
  let rolls: ReturnType<typeof setInterval> | undefined;

  const bus = openBus(environment, name, hear);
  const watch = createWatch({
    ask: () => {
      if (leader) watch.heard();
      else if (epoch !== undefined) bus.post({ kind: 'ask', epoch });
      else sayHello();
    },
    giveUp: () => seat.steal(),
  });
  const seat = takeSeat(environment.locks, name, {
    onGranted: lead,
    onLost() {
      const former = leader;
      // Before it says that it is over: the hello that follows is for the next one.
      leader = undefined;
      leading = undefined;
      clearInterval(rolls);
      log = createRelayLog(share.cursor());
      former?.stop();
    },
    onUnavailable() {
      watch.stop();
      followServer();
    },
  });
  sayHello();

  function hear(message: Message): void {
    if (isOver) return;
    if (message.kind === 'want') wants.set(message.from, message.channels);
    else if (message.kind === 'roll') sayWhat(channels());
    leader?.receive(message);
    if (message.kind === 'lead') hearLead(message.epoch);
    else if (message.kind === 'over' && message.epoch === epoch) change(undefined);
    else if (message.kind === 'welcome' && message.to === me) hearWelcome(message);
    else if (message.kind === 'news' && message.epoch === epoch) hearNews(message);
  }

  function hearLead(next: string): void {
    // A leader hears of its end from the browser; this is old, or that word is on its way.
    if (next !== epoch && (!leader || next === leader.epoch)) change(next);
  }

  /** Another leader, or none for the moment. */
  function change(next: string | undefined): void {
    epoch = next;
    if (!catchUp) share.show('connecting', null);
    sayHello();
  }

  function sayHello(): void {
    turn += 1;
    expected = undefined;
    askedWith = share.cursor();
    if (!leader) watch.expect();
    sayWhat(channels());
    // To whoever leads: what was heard of a leader may be older than what was heard of the next.
    bus.post({ kind: 'hello', from: me, turn, cursor: askedWith });
  }

  function sayWhat(names: string[]): void {
    if (names.length > 0 || hasWants) bus.post({ kind: 'want', from: me, channels: names });
    hasWants = names.length > 0;
  }

  function hearWelcome(welcome: Welcome): void {
    if (welcome.turn !== turn || askedWith === undefined) return;
    const isMoved = share.cursor() !== askedWith;
    askedWith = undefined;
    epoch = welcome.epoch;
    if (!leader && welcome.channels.length > 0) wants.hearSay(welcome.channels);
    watch.heard();
    if (!welcome.items) followServer();
    else if (isMoved) sayHello();
    else follow(welcome, welcome.items);
  }

  function follow({ number, cursor }: Welcome, items: Item[]): void {
    catchUp?.stop();
    catchUp = undefined;
    expected = number + 1;
    share.attach(cursor);
    take(items);
  }

  /** The leader does not have what this tab lacks, the server may. */
  function followServer(): void {
    if (catchUp) return;
    share.attach(share.cursor());
    catchUp = startCatchUp(open(share.cursor(), channels()), take, sayHello);
  }

  function hearNews({ number, items }: Extract<Message, { kind: 'news' }>): void {
    watch.heard();
    if (expected === undefined) {
      catchUp?.hint();
    } else if (number === expected) {
      expected += 1;
      take(items);
    } else {
      sayHello();
    }
  }

  function take(items: Item[]): void {
    const taken = turn;
    const isPlaced = share.take(
      items,
      () => !isOver && turn === taken,
      (item) => {
        // A leader writes its log itself: others may lack what this tab skips.
        if (!leader && (item.kind === 'event' || item.kind === 'cursor')) log.add(item);
      },
    );
    if (isOver) return;
    if (share.store.getSnapshot().status === 'closed') onClosed();
    else if (!isPlaced) sayHello();
  }

  function lead(): void {
    catchUp?.stop();
    catchUp = undefined;
    const cursor = share.cursor();
    // What a listener has kept from being told is not ours to pass on.
    if (log.cursor() !== cursor) log = createRelayLog(cursor);
    // Everybody says hello to a new leader.
    wants.recount();
    wants.set(me, channels());
    rolls = setInterval(callRoll, kRollCall);
    const source = open(cursor, wants.all());
    leading = source;
    leader = createLeader({
      epoch: environment.newId(),
      source,
      log,
      post: bus.post,
      channels: wants.all,
    });
    leader.start();
  }

  function callRoll(): void {
    if (wants.all().length === 0) return;
    wants.recount();
    bus.post({ kind: 'roll' });
  }

  return {
    connect() {
      if (catchUp) catchUp.connect();
      else bus.post({ kind: 'connect' });
    },
    reconnect() {
      if (catchUp) catchUp.reconnect();
      else bus.post({ kind: 'reconnect' });
    },
    want(joined, left) {
      sayWhat(channels());
      catchUp?.source.join(...joined);
      catchUp?.source.leave(...left);
    },
    rewound() {
      log = createRelayLog(share.cursor());
      sayHello();
    },
    check: watch.check,
    leave(linger = 0) {
      sayWhat([]);
      isOver = true;
      wants.stop();
      clearInterval(rolls);
      watch.stop();
      catchUp?.stop();
      leader?.stop();
      seat.leave(linger);
      bus.close();
    },
  };
}
