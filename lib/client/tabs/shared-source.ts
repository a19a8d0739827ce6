import { type ConnectionOptions, connectionKey, resolveOptions } from '../options.js';
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
      open: (cursor) => createSource({ ...options, cursor }),
      onClosed: () => quit(kLinger),
    });
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
    cursor: share.cursor,
    since: share.since,
    rewind(position) {
      if (!share.rewind(position)) return false;
      member?.rewound();
      return true;
    },
  };
}
