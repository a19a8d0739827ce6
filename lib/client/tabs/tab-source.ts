import { createCounts } from '../channels/claims.js';
import type { ConnectionSettings } from '../options/options.js';
import { createServerSource } from '../source/server-source.js';
import type { Source } from '../source/source.js';
import { followPage } from '../transport/page-life.js';
import { createChannelChanges } from './channel-changes.js';
import { type TabsEnvironment, tabsEnvironment } from './environment.js';
import { groupName } from './group-name.js';
import { createIdentityGroup } from './identity-group.js';
import { joinTabs, type Member } from './member.js';
import { createRevival } from './revival.js';
import { createTabFeed } from './tab-feed.js';

/** Milliseconds after a close for good until another tab could lead: it learns of the close before. */
const lingering = 100;

/**
 * This tab's share in a connection that all tabs of the browser have in common: one of them holds
 * it, the others get from it what the server would have sent them. `disconnect()` gives up this tab's
 * share only; the connection lives as long as any tab wants it. Tabs share it only where the server says
 * that they have the same identity. Where the browser lacks Web Locks or BroadcastChannel, a connection
 * of its own.
 */
export function createTabSource(
  settings: ConnectionSettings,
  environment: TabsEnvironment | undefined = tabsEnvironment(),
): Source {
  if (!environment) {
    console.debug(
      "ssecast: Expected Web Locks and BroadcastChannel for tabs: 'shared'; this page has a connection of its own.",
    );
    return createServerSource(settings);
  }
  return createShare(settings, environment);
}

function createShare(settings: ConnectionSettings, environment: TabsEnvironment): Source {
  const feed = createTabFeed(settings.cursor);
  const { hub } = feed;
  const wanted = createCounts();
  wanted.add(settings.channels);
  let isWanted = false;
  let unfollow: (() => void) | undefined;
  const group = createIdentityGroup(settings, enter);
  const changes = createChannelChanges((...change) => group.member()?.subscribe(...change));
  const revival = createRevival(hub, settings, begin);

  function enter(identity: string | undefined): Member {
    hub.show('connecting', hub.state().error);
    hub.flush();
    const member: Member = joinTabs({
      name: groupName(settings, identity ?? `alone ${environment.newId()}`),
      environment,
      feed,
      open: (cursor, channels, log) =>
        createServerSource(
          { ...settings, cursor, channels },
          { log, onStream: (response) => group.check(response, () => member) },
        ),
      channels: wanted.names,
      onClosed: () => quit(lingering, revival.isDue()),
    });
    return member;
  }

  function begin(): void {
    revival.cancel();
    isWanted = true;
    unfollow ??= followPage(environment, {
      onHide: () => group.leave(),
      onFreeze: () => group.leave(),
      onShow: () => isWanted && group.join(),
      onWake(isNetwork) {
        if (revival.isDue()) revival.wake();
        else group.member()?.wake(isNetwork);
      },
    });
    hub.show('connecting', hub.state().error);
    hub.flush();
    group.join();
  }

  /** `canWake`: a page that wakes begins anew. */
  function quit(linger?: number, canWake = false): void {
    isWanted = false;
    if (!canWake) {
      revival.cancel();
      unfollow = void unfollow?.();
    }
    group.leave(linger);
  }

  return {
    ...hub,
    start() {
      if (hub.state().status === 'idle') begin();
    },
    connect() {
      const member = group.member();
      if (!member) begin();
      else if (hub.state().status !== 'open') member.connect();
    },
    disconnect() {
      const wasWanted = isWanted;
      quit();
      if (wasWanted) {
        hub.show('closed', null);
        hub.flush();
      }
    },
    reconnect() {
      if (group.member()) group.reconnect();
      else begin();
    },
    join: (...channels) => changes.add(wanted.add(channels), 1),
    leave: (...channels) => changes.add(wanted.remove(channels), -1),
    rewind(position) {
      if (!feed.rewind(position)) return false;
      group.member()?.rewound();
      return true;
    },
    wake: (isNetwork) => group.member()?.wake(isNetwork),
  };
}
