import { type BroadcasterState, scheduleFlush } from 'ssecast/native';
import type { Published, PublishedEvent, Target } from '../../types/events.js';
import { describe, InvalidArgumentError } from './errors.js';
import { asRateLimitError } from './rate-limit-error.js';
import { restoreHistory } from './restore-history.js';
import { channelOf, keysOf, kindOf } from './targets.js';

/**
 * Sends an event. Every event takes this path, so it repeats no check of C++ and makes no object but the
 * result.
 * @param comments lines for the client of ssecast, separated by LF, each `version <number>` or
 * `older <JSON>`
 * @param envelope the data names the event by `type`: the block has no `event:` line, and `event` is
 * ignored
 * @throws TypeError `ERR_SSECAST_INVALID_TARGET`, `_EVENT`, `_ID`, `_DATA`, `_CHANNEL`; RangeError
 * `ERR_SSECAST_INVALID_RETRY`, `ERR_SSECAST_EVENT_TOO_LARGE`; RateLimitError; Error `ERR_SSECAST_CLOSED`
 */
export function publishTo(
  state: BroadcasterState,
  target: Target,
  event: PublishedEvent,
  comments?: string,
  envelope = false,
): Published {
  if (typeof event !== 'object' || event === null) throw invalidEvent(event);
  if (event.event === '' && !envelope) throw emptyName();
  const id = typeof event.id === 'number' ? String(event.id) : event.id;
  if (id !== undefined && typeof id !== 'string') throw invalidId(id);
  const { key, tellChannel } = event;
  if (key !== undefined && typeof key !== 'string') throw invalidKey(key);
  if (tellChannel !== undefined && typeof tellChannel !== 'boolean') {
    throw invalidTellChannel(tellChannel);
  }
  if (state.restoresHistory) restoreHistory(state);
  const kind = kindOf(target);
  const keys = keysOf(target);
  const namesChannel = tellChannel ?? (kind === 1 && typeof keys === 'string' && isScope(keys));
  let wireId: string;
  try {
    wireId = state.native.publish(
      kind,
      keys,
      // An empty name leaves out the `event:` line.
      envelope ? '' : event.event,
      textOf(event.data),
      id,
      event.retry,
      event.timestamp,
      key,
      namesChannel ? withChannel(target, comments) : comments,
    );
  } catch (error) {
    throw asRateLimitError(error);
  }
  scheduleFlush(state);
  return { id: wireId, clients: state.addressed[0] as number };
}

/** A page reads several sessions or workspaces over one connection, and has asked for them by name. */
function isScope(channel: string): boolean {
  return channel.startsWith('session:') || channel.startsWith('workspace:');
}

function withChannel(target: Target, comments: string | undefined): string {
  const line = `channel ${channelOf(target)}`;
  return comments === undefined ? line : `${line}\n${comments}`;
}

/** JSON leaves out undefined and functions, and values whose `toJSON` returns them. They become null. */
function textOf(data: unknown): string {
  try {
    return JSON.stringify(data) ?? 'null';
  } catch (error) {
    throw new InvalidArgumentError(
      'ERR_SSECAST_INVALID_DATA',
      `Expected a value that JSON can hold for data but received ${describe(data)}: ` +
        `${error instanceof Error ? error.message : String(error)}. Nothing was sent.`,
      { cause: error },
    );
  }
}

function invalidEvent(event: unknown): InvalidArgumentError {
  return new InvalidArgumentError(
    'ERR_SSECAST_INVALID_EVENT',
    `Expected an object like { event, data } for event but received ${describe(event)}`,
  );
}

function emptyName(): InvalidArgumentError {
  return new InvalidArgumentError(
    'ERR_SSECAST_INVALID_EVENT',
    'Expected event to be a name but received an empty string; ' +
      "use 'message' for events without a name of their own",
  );
}

function invalidId(id: unknown): InvalidArgumentError {
  return new InvalidArgumentError(
    'ERR_SSECAST_INVALID_ID',
    `Expected a string or a number for id but received ${describe(id)}; leave it out to get one`,
  );
}

function invalidKey(key: unknown): InvalidArgumentError {
  return new InvalidArgumentError(
    'ERR_SSECAST_INVALID_EVENT',
    `Expected a string for key but received ${describe(key)}; leave it out to use the event's name`,
  );
}

function invalidTellChannel(tellChannel: unknown): InvalidArgumentError {
  return new InvalidArgumentError(
    'ERR_SSECAST_INVALID_EVENT',
    `Expected a boolean for tellChannel but received ${describe(tellChannel)}`,
  );
}
