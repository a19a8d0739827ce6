import { type BroadcasterState, findBroadcaster } from 'ssecast/native';
import type { Backplane } from '../backplane/backplane.js';
import { BackplaneEngine, backplaneOf } from '../backplane/engine.js';
import type { MaybeBackplane } from '../backplane/options.js';
import type { HistoryOptions } from '../types/options.js';
import { InvalidArgumentError } from './errors.js';

const kCode = 'ERR_SSECAST_INVALID_OPTION';
const kDefaults = { age: 10_000, bytes: 16 * 1024 * 1024 };
/** The default of `history.bytes`. */
const kHistoryBytes = 16 * 1024 * 1024;

/** Among `given`: an earlier call has named a file. */
export const kHistoryFile = 'history.file';

type History = HistoryOptions | false | undefined;

/** Whether a value has what a broadcaster needs of a backplane. */
export function isBackplane(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, key, connect } = value as Partial<Record<keyof Backplane, unknown>>;
  return typeof kind === 'string' && typeof key === 'string' && typeof connect === 'function';
}

/**
 * Refuses a backplane that the broadcaster of that name cannot have. Called before anything is changed.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION`
 */
export function checkBackplane(
  name: string,
  backplane: Backplane | undefined,
  history: History,
): void {
  const present = findBroadcaster(name);
  const attached = present?.backplane;
  if (backplane !== undefined && attached !== undefined && attached.key !== backplane.key) {
    throw new InvalidArgumentError(
      kCode,
      `Expected one backplane for the broadcaster '${name}' but received ${backplane.key}, and it has ` +
        `${attached.key} already. Give it the same everywhere, or give the broadcaster another name.`,
    );
  }
  if (backplane === undefined && attached === undefined) return;
  const file = history ? history.file !== undefined : history === undefined && hasFile(present);
  if (!file) return;
  throw new InvalidArgumentError(
    kCode,
    `Expected either backplane or history.file for the broadcaster '${name}' but received both. Leave ` +
      'history.file out: clients that come back after a restart get what they missed from the backplane.',
  );
}

/** Connects the broadcaster to its backplane, when one is given for the first time. Opens nothing. */
export function attachBackplane(
  state: BroadcasterState,
  { backplane, onBackplaneError, backplaneQueue }: MaybeBackplane,
  history: History,
  maxConnectionsPerUser: number | undefined,
): void {
  const present = backplaneOf(state);
  const before = present?.current;
  const options = {
    onError: onBackplaneError ?? before?.onError,
    queue: {
      age: backplaneQueue?.age ?? before?.queue.age ?? kDefaults.age,
      bytes: backplaneQueue?.bytes ?? before?.queue.bytes ?? kDefaults.bytes,
    },
    history: {
      bytes: bytesOf(history) ?? before?.history.bytes ?? kHistoryBytes,
      perChannel:
        (history && history.perChannel !== undefined) || (before?.history.perChannel ?? false),
    },
    userLimit: maxConnectionsPerUser ?? before?.userLimit ?? 0,
  };
  if (present !== undefined) present.configure(options);
  else if (backplane !== undefined)
    state.backplane = new BackplaneEngine(state, backplane, options);
}

/** Undefined: as before. */
function bytesOf(history: History): number | undefined {
  if (history === undefined) return undefined;
  return history === false || history.count === 0 ? 0 : history.bytes;
}

function hasFile(state: BroadcasterState | undefined): boolean {
  return state?.given.has(kHistoryFile) ?? false;
}
