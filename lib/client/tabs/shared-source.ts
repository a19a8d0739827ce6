import { createCounts } from '../claims.js';
import {
  type ConnectionOptions,
  checkChannels,
  connectionKey,
  resolveOptions,
} from '../options.js';
import { createSource, type Source } from '../source.js';
import { type TabsEnvironment, tabsEnvironment } from './environment.js';
import { joinTabs, type Member } from './member.js';
import { followPage } from './page-life.js';
import { createShare } from './share.js';

/** Milliseconds after a close for good until another tab could lead: it hears of it before. */
const kLinger = 100;
/** Of the messages: tabs with another release of this library do not take part. */
const kProtocol = 1;

/**
 * This tab's share in a connection that all tabs of the browser have in common: one of them holds
 * it, the others get from it what they would have had from the server. `disconnect()` gives up this
 * tab's share only; the connection lives as long as any tab wants it. Where the browser lacks Web
 * Locks or BroadcastChannel, a connection of its own.
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
  const name = `ssecast ${kProtocol} ${connectionKey({ ...settings, url })}`;
  const wanted = createCounts();
  wanted.add(settings.channels);
  /** Channels joined (above 0) and left (below) in this task. */
  const changed = new Map<string, number>();
  let isWanted = false;
  /** None while the page sleeps. */
  let member: Member | undefined;
  let leavePage = () => {};

  function join(): void {
    share.show('connecting', store.getSnapshot().error);
    member = joinTabs({
      name,
      environment: environment as TabsEnvironment,
      share,
      open: (cursor, channels) => createSource({ ...options, cursor, channels }),
      channels: wanted.names,
      onClosed: () => quit(kLinger),
    });
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
    member?.leave(linger);
    member = undefined;
  }

  function connect(): void {
    if (member) {
      if (store.getSnapshot().status !== 'open') member.connect();
      return;
    }
    if (!isWanted) {
      leavePage = followPage(environment as TabsEnvironment, {
        onSleep() {
          member?.leave();
          member = undefined;
        },
        onWake() {
          if (!member) join();
        },
        onLook: () => member?.check(),
      });
    }
    isWanted = true;
    join();
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    listen: share.listeners.add,
    connect,
    disconnect() {
      if (!isWanted) return;
      quit();
      share.show('closed', null);
    },
    reconnect() {
      if (member) member.reconnect();
      else connect();
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
