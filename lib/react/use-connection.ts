'use client';

import {
  type RefObject,
  useCallback,
  useEffect,
  useInsertionEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from 'react';
import type { Connection, ConnectionListener } from '../client/connection.js';
import type { ConnectionOptions } from '../client/options.js';
import { acquireConnection, peekConnection, viewConnection } from '../client/shared-connections.js';
import { type ConnectionStatus, idleSnapshot, type Snapshot } from '../client/store.js';
import { isSameList, isSameOptions, useKept } from './use-kept.js';

/** What every hook tells about its connection. */
export interface ConnectionState {
  isConnected: boolean;
  /** True for the first attempt and for every later one, the wait before it included. */
  isConnecting: boolean;
  /** A sentence about what went wrong, until the connection is open again. */
  error: string | null;
  status: ConnectionStatus;
}

/** Stay the same for as long as the connection does. */
export interface ConnectionControls {
  /** Connects at once, also when a reconnect is due later. */
  connect: () => void;
  /** Closes the connection for every component that shares it, and keeps the cursor. */
  disconnect: () => void;
  clearEvents: () => void;
  /** Replaces the connection by a new one that resumes where it stopped. */
  reconnect: () => void;
  /** Reads further channels, until `leave` or the component unmounts. */
  join: (...channels: string[]) => void;
  leave: (...channels: string[]) => void;
}

/** A component's share in a connection, and who hears of its events. */
interface Share {
  snapshot: Snapshot;
  state: ConnectionState;
  controls: ConnectionControls;
}

/** What the latest render said: its functions are called, whatever began with those of an earlier one. */
interface Latest {
  options: ConnectionOptions;
  listener: ConnectionListener;
}

const kNoChannels: readonly string[] = [];

/**
 * A share in the page's connection for these options, from mount to unmount.
 *
 * @param options may be written anew with every render: only what they say counts. Other `channels` are
 * joined and left, anything else that differs is another connection. Undefined takes no share.
 * @param listener the one of the latest render is told
 * @throws InvalidOptionError
 */
export function useConnection(
  options: ConnectionOptions | undefined,
  listener: ConnectionListener,
  autoConnect = true,
): Share {
  const { channels = kNoChannels, ...others } = options ?? {};
  const isOff = options === undefined;
  const latest = useRef<Latest>({ options: others, listener });
  // Before any other effect, so that no event meets the callbacks of an earlier render.
  useInsertionEffect(() => {
    latest.current = { options: others, listener };
  });
  const said = useKept(others, isSameOptions);
  const wanted = useKept(channels, isSameList);
  const settings = useMemo(() => withLatest(said, latest), [said]);
  // Outlives its subscription: an effect that is taken back and run again goes on where it was.
  const view = useMemo(
    () => (settings.cursor && !isOff ? viewConnection(settings) : undefined),
    [settings, isOff],
  );
  const held = useRef<Connection | undefined>(undefined);

  const subscribe = useCallback(
    (notify: () => void) => {
      if (isOff) return () => undefined;
      const { connection, release } = view?.hold() ?? acquireConnection(settings);
      held.current = connection;
      const ends = [connection.subscribe(notify), connection.listen(toLatest(latest)), release];
      if (autoConnect) connection.connect();
      return () => {
        held.current = undefined;
        for (const end of ends) end();
      };
    },
    [settings, view, autoConnect, isOff],
  );
  const current = useCallback(
    () => view ?? (isOff ? undefined : peekConnection(settings)),
    [settings, view, isOff],
  );
  const getSnapshot = useCallback(() => current()?.getSnapshot() ?? idleSnapshot, [current]);
  const snapshot = useSyncExternalStore(subscribe, getSnapshot, () => idleSnapshot);

  // After the subscription, whose first request leaves at the end of the task and names them already.
  useEffect(() => {
    const connection = held.current;
    if (wanted.length === 0 || connection === undefined) return;
    connection.join(...wanted);
    return () => connection.leave(...wanted);
  }, [wanted, subscribe]);

  const controls = useMemo<ConnectionControls>(
    () => ({
      connect: () => current()?.connect(),
      disconnect: () => current()?.disconnect(),
      clearEvents: () => current()?.clearEvents(),
      reconnect: () => current()?.reconnect(),
      join: (...names) => held.current?.join(...names),
      leave: (...names) => held.current?.leave(...names),
    }),
    [current],
  );

  return { snapshot, state: stateOf(snapshot), controls };
}

function stateOf({ status, error }: Snapshot): ConnectionState {
  return {
    isConnected: status === 'open',
    isConnecting: status === 'connecting',
    error,
    status,
  };
}

/** The same options, with functions that call those of the latest render. */
function withLatest(options: ConnectionOptions, latest: RefObject<Latest>): ConnectionOptions {
  const entries = Object.entries(options).map(([name, value]) => {
    if (typeof value !== 'function') return [name, value];
    return [
      name,
      (...given: unknown[]) => {
        const now = latest.current.options[name as keyof ConnectionOptions] as typeof value;
        return now(...given);
      },
    ];
  });
  return Object.fromEntries(entries);
}

/** A listener that hands on to the one of the latest render. */
function toLatest(latest: RefObject<Latest>): ConnectionListener {
  const now = () => latest.current.listener;
  return {
    onOpen: () => now().onOpen?.(),
    onClose: () => now().onClose?.(),
    onError: (error) => now().onError?.(error),
    onMessage: (event) => now().onMessage?.(event),
    onGap: (gap) => now().onGap?.(gap),
    onJoined: (channel, cursor) => now().onJoined?.(channel, cursor),
    onOutdated: (outdated) => now().onOutdated?.(outdated),
    get eventHandlers() {
      return now().eventHandlers;
    },
  };
}
