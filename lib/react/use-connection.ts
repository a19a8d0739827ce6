'use client';

import { useEffect, useInsertionEffect, useReducer, useState, useSyncExternalStore } from 'react';
import type { ConnectionListener } from '../client/connection/connection.js';
import { type ConnectionSnapshot, idleSnapshot } from '../client/connection/store.js';
import type { ConnectionOptions } from '../client/options/options.js';
import { resolveOptions } from '../client/options/resolve-options.js';
import { createObserver, type Observer } from './observer.js';
import { createStability } from './stability.js';
import { type ConnectionResults, trackResults } from './tracked-results.js';

/** They stay the same for the life of the component. */
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

/** A component's share in a connection. */
export interface Live {
  /** A component renders when a result changes that it has read here, and for no other. */
  results: ConnectionResults;
  controls: ConnectionControls;
  /** The snapshot of this render, untracked. */
  rendered: ConnectionSnapshot;
}

/** Of no client: what the server rendered. */
const hydrating = -1;

/**
 * A share in the page's connection for these options, from mount to unmount.
 *
 * @param options may be written anew with every render: only what they say counts. Undefined takes no
 * share. Other `channels` are joined and left. Another `url` or `cursor` begins another stream; any other
 * change continues the stream on another connection.
 * @param listener its functions are always those of the latest render
 * @throws InvalidOptionError
 */
export function useConnection(
  options: ConnectionOptions | undefined,
  listener: ConnectionListener,
  autoConnect = true,
): Live {
  const said = { settings: options && resolveOptions(options), listener, autoConnect };
  const [{ observer, tracked, stability, controls }] = useState(() => {
    const tracked = trackResults(() => observer.getSnapshot());
    const observer: Observer = createObserver(said, tracked.check);
    const stability = createStability();
    const subscribe = (notify: () => void) => {
      const ends = [tracked.subscribe(notify), observer.hold()];
      return () => ends.forEach((end) => void end());
    };
    return {
      observer,
      tracked: { ...tracked, subscribe },
      stability,
      controls: controlsOf(observer),
    };
  });
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  // Before any other effect, so that no event meets the callbacks of an earlier render.
  useInsertionEffect(() => observer.update(said));
  const version = useSyncExternalStore(tracked.subscribe, tracked.version, () => hydrating);
  const rendered =
    version === hydrating ? idleSnapshot : observer.snapshotFor(stability.steady(said.settings));
  const { results, commit } = tracked.forRender(rendered);

  useEffect(() => {
    const settings = stability.judge(said.settings, version);
    if (settings === 'again') renderAgain();
    else observer.change(settings);
    commit();
  });
  useEffect(() => {
    if (autoConnect) observer.connection()?.start();
  }, [observer, autoConnect]);

  return { results, controls, rendered };
}

function controlsOf(observer: Observer): ConnectionControls {
  const held = observer.connection;
  return {
    connect: () => held()?.connect(),
    disconnect: () => held()?.disconnect(),
    clearEvents: () => held()?.clearEvents(),
    reconnect: () => held()?.reconnect(),
    join: observer.join,
    leave: observer.leave,
  };
}
