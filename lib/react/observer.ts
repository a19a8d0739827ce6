import { createCounts } from '../client/channels/claims.js';
import type { ConnectionListener } from '../client/connection/connection.js';
import { commonView, holdCommon, viewConnection } from '../client/connection/shared-connections.js';
import { type ConnectionSnapshot, idleSnapshot } from '../client/connection/store.js';
import type { Lease, Rest, View } from '../client/connection/view.js';
import { differingOptions } from '../client/options/connection-key.js';
import type { ConnectionSettings } from '../client/options/options.js';
import { toLatest, withLatest } from './latest.js';

/** What the latest render said. `settings`: undefined while the component takes no share. */
export interface Said {
  settings: ConnectionSettings | undefined;
  listener: ConnectionListener;
  autoConnect: boolean;
}

/** One component's share in a connection, over all its renders and over changed options. */
export interface Observer {
  /** Takes what a render said, before its effects run: its functions are called from now on. */
  update(said: Said): void;
  /** Holds the share until the returned function is called; held again, it goes on where it was. */
  hold(): () => void;
  /**
   * Goes over to other settings. The same address, and the same cursor among the options, is the same
   * stream: no event is lost or comes twice, and the events that the component shows stay.
   */
  change(settings: ConnectionSettings | undefined): void;
  getSnapshot(): ConnectionSnapshot;
  /** What a render with these settings shows: of another stream nothing before `change()`. */
  snapshotFor(settings: ConnectionSettings | undefined): ConnectionSnapshot;
  /** Of the connection that it holds. */
  connection(): View | undefined;
  join(...channels: string[]): void;
  leave(...channels: string[]): void;
}

/** @param onChange called after each change of the snapshot */
export function createObserver(first: Said, onChange: () => void): Observer {
  let said = first;
  /** The latest settings of the connection. One that others still use keeps the functions among them. */
  let current = { settings: first.settings };
  let isHeld = false;
  let hasBeenHeld = false;
  let lease: Lease<View> | undefined;
  let unhold: (() => void) | undefined;
  /** The component's own place in the stream, if it has one. */
  let view: View | undefined;
  /** What it reads now, or read last. */
  let reader: View | undefined;
  /** Where it was when it let go. */
  let rest: Rest | undefined;
  /** Channels of its options that it has joined. */
  let declared: readonly string[] = [];
  /** Channels that the component has joined itself, besides those of its options. */
  const joined = createCounts();

  function attach(): void {
    const latest = current;
    const { settings } = latest;
    if (!settings) return;
    const own = { ...withLatest(settings, () => latest.settings), channels: [] };
    // Without a place of its own the component reads what all others read.
    const from = rest ?? { cursor: own.cursor, snapshot: unheld(settings), ends: new Map() };
    const { cursor } = from;
    const isWithOthers =
      rest && reader === commonView(settings) && reader?.place().cursor === cursor;
    if (cursor !== '' && !isWithOthers) view ??= viewConnection({ ...own, cursor }, from);
    lease = view ? view.hold() : holdCommon({ ...own, cursor: '' });
    reader = view ?? commonView(settings);
    const { connection } = lease;
    declared = channelsOf(settings);
    connection.join(...declared, ...joined.all());
    const ends = [
      connection.subscribe(onChange),
      connection.listen(toLatest(() => said.listener)),
      // First: a view that nobody holds remembers how far it has the channels that it leaves.
      lease.release,
      () => connection.leave(...declared, ...joined.all()),
    ];
    unhold = () => ends.forEach((end) => void end());
    const wasOn = rest && ['connecting', 'open'].includes(rest.snapshot.status);
    if (said.autoConnect || wasOn) connection.start();
  }

  function detach(): void {
    if (lease) rest = reader?.place();
    unhold?.();
    unhold = undefined;
    lease = undefined;
  }

  function changeChannels(channels: readonly string[]): void {
    const left = declared.filter((name) => !channels.includes(name));
    const added = channels.filter((name) => !declared.includes(name));
    if (!lease || left.length + added.length === 0) return;
    lease.connection.leave(...left);
    lease.connection.join(...added);
    declared = channels;
  }

  function getSnapshot(): ConnectionSnapshot {
    const { settings } = current;
    const shown = lease ? reader?.getSnapshot() : rest?.snapshot;
    return settings ? (shown ?? unheld(settings)) : idleSnapshot;
  }

  return {
    update(next) {
      said = next;
      // React may have rendered several times before it mounts the component.
      if (!hasBeenHeld) current.settings = next.settings;
    },
    hold() {
      isHeld = true;
      hasBeenHeld = true;
      attach();
      return () => {
        isHeld = false;
        detach();
      };
    },
    change(next) {
      const { settings } = current;
      if (!settings && !next) return;
      if (settings && next && differingOptions(settings, next).length === 0) {
        changeChannels(channelsOf(next));
        current.settings = next;
        return;
      }
      detach();
      view = undefined;
      if (!isSameStream(settings, next)) rest = undefined;
      current = { settings: next };
      if (isHeld) attach();
      onChange();
    },
    getSnapshot,
    snapshotFor: (next) => (isSameStream(current.settings, next) ? getSnapshot() : unheld(next)),
    connection: () => lease?.connection,
    join(...channels) {
      lease?.connection.join(...channels);
      joined.add(channels);
    },
    leave(...channels) {
      joined.remove(channels);
      lease?.connection.leave(...channels);
    },
  };
}

/** Each once. */
function channelsOf({ channels }: ConnectionSettings): string[] {
  return [...new Set(channels)];
}

function isSameStream(
  a: ConnectionSettings | undefined,
  b: ConnectionSettings | undefined,
): boolean {
  return a?.url === b?.url && a?.cursor === b?.cursor;
}

/** What a component is likely to show when it is mounted. */
function unheld(settings: ConnectionSettings | undefined): ConnectionSnapshot {
  const common = (settings && commonView(settings)?.getSnapshot()) ?? idleSnapshot;
  // With a cursor it begins with events of its own.
  return settings?.cursor
    ? { ...idleSnapshot, status: common.status, error: common.error }
    : common;
}
