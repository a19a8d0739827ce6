import { createCounts } from '../claims.js';
import {
  type ConnectionOptions,
  checkChannels,
  connectionKey,
  resolveOptions,
} from '../options.js';
import { createSource, type Source } from '../source.js';
import { type TabsEnvironment, tabsEnvironment } from './environment.js';
import { askIdentity, identityOf } from './identity.js';
import { joinTabs, type Member } from './member.js';
import { followPage, followWakes } from './page-life.js';
import { createShare } from './share.js';

/** Milliseconds after a close for good until another tab could lead: it hears of it before. */
const kLinger = 100;
/** What no wake of a page changes. */
const kRefusals = ['ERR_SSECAST_UNAUTHORIZED', 'ERR_SSECAST_FORBIDDEN'];
/** Of the messages: tabs with another release of this library do not take part. */
const kProtocol = 2;

/**
 * This tab's share in a connection that all tabs of the browser have in common: one of them holds
 * it, the others get from it what they would have had from the server. `disconnect()` gives up this
 * tab's share only; the connection lives as long as any tab wants it. Tabs share it only where the
 * server says that they are the same identity. Where the browser lacks Web Locks or BroadcastChannel, a
 * connection of its own.
 * @throws InvalidOptionError
 */
export function createSharedSource(
  options: ConnectionOptions,
  environment: TabsEnvironment | undefined = tabsEnvironment(),
): Source {
  if (!environment) {
    console.debug(
      "ssecast: Expected Web Locks and BroadcastChannel for tabs: 'shared'; this page has a connection of its own.",
    );
    return createSource(options);
  }
  const settings = resolveOptions(options);
  const share = createShare(settings);
  const { store } = share;
  // A relative address means something else on another page.
  const page = globalThis.location?.href;
  const url = page ? new URL(settings.url, page).href : settings.url;
  const base = `ssecast ${kProtocol} ${connectionKey({ ...settings, url })}`;
  const wanted = createCounts();
  wanted.add(settings.channels);
  /** Channels joined (above 0) and left (below) in this task. */
  const changed = new Map<string, number>();
  let isWanted = false;
  /** None while the page sleeps, and while the server is asked who this tab is. */
  let member: Member | undefined;
  /** The identity of the tabs it shares with; undefined: it shares with none. */
  let identity: string | undefined;
  /** A stream has told another identity than the last answer, and so the tab has moved. */
  let hasMoved = false;
  /** The question to the server that is on its way. */
  let asking: AbortController | undefined;
  let leavePage = () => {};
  /** The leader has given up, which is no refusal. */
  let isGivenUp = false;
  share.listeners.add({
    onError({ final, code }) {
      isGivenUp = final && !kRefusals.includes(code) && settings.maxReconnectAttempts > 0;
    },
  });

  const show = () => share.show('connecting', store.getSnapshot().error);

  function join(): void {
    show();
    hasMoved = false;
    ask(enter);
  }

  /** `take` gets the answer, unless the tab has left, or asked anew, by then. */
  function ask(take: (answer: string | undefined) => void): void {
    asking?.abort();
    const controller = new AbortController();
    asking = controller;
    void askIdentity(settings, controller.signal).then((answer) => {
      if (controller.signal.aborted) return;
      asking = undefined;
      take(answer);
    });
  }

  /** Takes part with the tabs of an identity; without one, with none. */
  function enter(next: string | undefined): void {
    leave();
    show();
    identity = next;
    const entered = joinTabs({
      // What only this tab knows is the name of a group of one.
      name: `${base} ${next === undefined ? `alone ${environment?.newId()}` : `as ${next}`}`,
      environment: environment as TabsEnvironment,
      share,
      open: (cursor, channels) =>
        createSource({ ...options, cursor, channels }, (response) => {
          if (entered === member) checkIdentity(identityOf(response));
        }),
      channels: wanted.names,
      onClosed() {
        quit(kLinger);
        if (isGivenUp) leavePage = followWakes(environment as TabsEnvironment, connect);
      },
    });
    member = entered;
  }

  /** A stream of another identity must not reach the tabs of this one: nothing of it has been read. */
  function checkIdentity(told: string | undefined): void {
    if (told === identity) {
      hasMoved = false;
      return;
    }
    // One that is another with each request is nothing to share; then the stream is for this tab.
    if (hasMoved && identity === undefined) return;
    const next = hasMoved ? undefined : told;
    hasMoved = true;
    enter(next);
  }

  function leave(linger?: number): void {
    asking?.abort();
    asking = undefined;
    member?.leave(linger);
    member = undefined;
  }

  /** Told at the end of the task, so that what is left and joined again is no change. */
  function change(channels: string[], by: number): void {
    if (channels.length === 0) return;
    if (changed.size === 0) setTimeout(tellChange, 0);
    for (const name of channels) changed.set(name, (changed.get(name) ?? 0) + by);
  }

  function tellChange(): void {
    const names = [...changed];
    changed.clear();
    const joined = names.filter(([, sum]) => sum > 0).map(([name]) => name);
    const left = names.filter(([, sum]) => sum < 0).map(([name]) => name);
    if (joined.length + left.length > 0) member?.want(joined, left);
  }

  function quit(linger?: number): void {
    isWanted = false;
    leavePage();
    leave(linger);
  }

  function connect(): void {
    if (member) {
      if (store.getSnapshot().status !== 'open') member.connect();
      return;
    }
    if (asking) return;
    if (!isWanted) {
      leavePage();
      leavePage = followPage(environment as TabsEnvironment, {
        onSleep: () => leave(),
        onWake() {
          if (!member && !asking) join();
        },
        onLook: () => member?.check(),
      });
    }
    isWanted = true;
    isGivenUp = false;
    join();
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    listen: share.listeners.add,
    connect,
    disconnect() {
      if (!isWanted) {
        leavePage();
        return;
      }
      quit();
      share.show('closed', null);
    },
    // After signing in, for instance: the tab may not be who it was.
    reconnect() {
      if (!member) connect();
      else ask((answer) => (answer === identity ? member?.reconnect() : enter(answer)));
    },
    clearEvents: store.clear,
    join(...channels) {
      checkChannels(channels);
      change(wanted.add(channels), 1);
    },
    leave: (...channels) => change(wanted.remove(channels), -1),
    cursor: share.cursor,
    since: share.since,
    rewind(position) {
      if (!share.rewind(position)) return false;
      member?.rewound();
      return true;
    },
  };
}
