import type { NativeBroadcaster } from './contract.cjs';
import { consoleLogger } from './logger.cjs';
import { isClosed } from './native-error.cjs';
import { record } from './record.cjs';
import type { BroadcasterState } from './state.cjs';

/** Gets or creates the broadcaster of that name. Options in `json` are applied to an existing one, too. */
export function openBroadcaster(name: string, json: string): BroadcasterState {
  const present = record.broadcasters.get(name);
  if (present === undefined) {
    const created = createState(name, record.binding.openBroadcaster(name, json));
    record.broadcasters.set(name, created);
    return created;
  }
  if (present.closed || !configure(present.native, json)) {
    present.native = record.binding.openBroadcaster(name, json);
    present.addressed = present.native.addressed;
    present.closed = false;
    present.debug = undefined;
    present.given.clear();
    present.restoresHistory = false;
    present.backplane?.close();
    present.backplane = undefined;
    present.presence?.close();
    present.presence = undefined;
    present.draining = undefined;
  }
  return present;
}

/** The broadcaster of that name, if this environment has opened it and not closed it. */
export function findBroadcaster(name: string): BroadcasterState | undefined {
  const state = record.broadcasters.get(name);
  return state === undefined || state.closed ? undefined : state;
}

/** Closes every client and ends the workers. A second call does nothing. */
export function closeBroadcaster(state: BroadcasterState): void {
  if (state.closed) return;
  state.closed = true;
  state.presence?.close();
  state.backplane?.close();
  try {
    state.native.close();
  } catch (error) {
    if (!isClosed(error)) throw error;
  }
}

/** Wakes the workers once at the end of this tick, however often it is called until then. */
export function scheduleFlush(state: BroadcasterState): void {
  if (state.flushQueued) return;
  state.flushQueued = true;
  process.nextTick(state.flush);
}

/** @returns false if another thread has closed the broadcaster */
function configure(native: NativeBroadcaster, json: string): boolean {
  try {
    native.configure(json);
    return true;
  } catch (error) {
    if (isClosed(error)) return false;
    throw error;
  }
}

function createState(name: string, native: NativeBroadcaster): BroadcasterState {
  const state: BroadcasterState = {
    name,
    native,
    addressed: native.addressed,
    closed: false,
    logger: consoleLogger,
    debug: undefined,
    given: new Set(),
    directPath: true,
    connectListeners: new Set(),
    listeners: new Set(),
    joinListeners: new Map(),
    leaveListeners: new Map(),
    routes: new Map(),
    streams: new Map(),
    backplane: undefined,
    presence: undefined,
    restoresHistory: false,
    draining: undefined,
    flushQueued: false,
    hasLoggedFault: false,
    flush: () => {
      state.flushQueued = false;
      try {
        state.native.flush();
      } catch (error) {
        if (!isClosed(error)) throw error;
      }
    },
  };
  return state;
}
