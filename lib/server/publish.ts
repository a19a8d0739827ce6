import { type BroadcasterState, scheduleFlush, targetKinds } from 'ssecast/native';
import type { Published, PublishedEvent, Target } from '../types/events.js';
import { describe, InvalidArgumentError, invalidArgument } from './errors.js';
import { asRateLimitError } from './rate-limit-error.js';
import { restoreHistory } from './restore-history.js';
import { channelOf, keysOf, kindOf } from './targets.js';

const kInvalidEvent = 'ERR_SSECAST_INVALID_EVENT';

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
  checkEvent(event, envelope);
  const id = typeof event.id === 'number' ? String(event.id) : event.id;
  const { key, retry, timestamp, tellChannel } = event;
  if (state.restoresHistory) restoreHistory(state);
  const kind = kindOf(target);
  const keys = keysOf(target);
  const namesChannel =
    tellChannel ?? (kind === targetKinds.channels && typeof keys === 'string' && isScope(keys));
  const lines = namesChannel ? withChannel(target, comments) : comments;
  // An empty name leaves out the `event:` line.
  const name = envelope ? '' : event.event;
  const { native } = state;
  const isPlain =
    id === undefined &&
    retry === undefined &&
    timestamp === undefined &&
    key === undefined &&
    lines === undefined;
  let wireId: string;
  try {
    const text = textOf(event.data);
    // Most events are plain, and the addon takes four arguments in a tenth less time than nine.
    wireId = isPlain
      ? native.publish(kind, keys, name, text)
      : native.publish(kind, keys, name, text, id, retry, timestamp, key, lines);
  } catch (error) {
    throw asRateLimitError(error);
  }
  scheduleFlush(state);
  return { id: wireId, clients: state.addressed[0] as number };
}

function checkEvent(event: PublishedEvent, envelope: boolean): void {
  if (typeof event !== 'object' || event === null) {
    throw invalidArgument(kInvalidEvent, 'an object like { event, data }', 'event', event);
  }
  if (event.event === '' && !envelope) {
    throw new InvalidArgumentError(
      kInvalidEvent,
      "Expected event to be a name but received an empty string; use 'message' for events without " +
        'a name of their own',
    );
  }
  const { id, key, tellChannel } = event;
  if (id !== undefined && typeof id !== 'string' && typeof id !== 'number') {
    const advice = 'leave it out to get one';
    throw invalidArgument('ERR_SSECAST_INVALID_ID', 'a string or a number', 'id', id, advice);
  }
  if (key !== undefined && typeof key !== 'string') {
    const advice = "leave it out to use the event's name";
    throw invalidArgument(kInvalidEvent, 'a string', 'key', key, advice);
  }
  if (tellChannel !== undefined && typeof tellChannel !== 'boolean') {
    throw invalidArgument(kInvalidEvent, 'a boolean', 'tellChannel', tellChannel);
  }
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
