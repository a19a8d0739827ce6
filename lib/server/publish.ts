import { type BroadcasterState, scheduleFlush } from 'ssecast/native';
import { backplaneOf } from '../backplane/engine.js';
import type { Published, PublishedEvent, Target } from '../types/events.js';
import { describe, InvalidArgumentError, invalidArgument } from './errors.js';
import { asRateLimitError } from './rate-limit-error.js';
import { restoreHistory } from './restore-history.js';
import { channelOf, eventTargetOf, isTold, keysOfEvent } from './targets.js';

const kInvalidEvent = 'ERR_SSECAST_INVALID_EVENT';

/** `publishTo`, or `publishThrough`. */
export type Publish<Result> = (
  state: BroadcasterState,
  target: Target,
  event: PublishedEvent,
  comments?: string,
  envelope?: boolean,
) => Result;

/** An event for C++, in the order of its arguments. */
export type EventArguments = Parameters<BroadcasterState['native']['publish']>;

/** `stored`: with a backplane, the id on the wire, when the log has the event. */
interface Sent extends Published {
  stored?: Promise<string>;
}

/**
 * Sends an event.
 *
 * With a backplane it does not wait for the log: the result has no id, and an error of the backplane goes to
 * `onBackplaneError` and the logger.
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
  const sent = send(state, target, event, comments, envelope);
  if (sent.stored === undefined) return sent;
  sent.stored.catch((error) => backplaneOf(state)?.report(error, event, target));
  return { id: '', clients: sent.clients };
}

/**
 * `publishTo` for a broadcaster with a backplane.
 * @returns the result, when the log has the event. Rejects with what `publishTo` throws, and with Error
 * `ERR_SSECAST_BACKPLANE_FULL`, `_UNAVAILABLE`, `_UNCERTAIN`, `_REFUSED`
 */
export async function publishThrough(
  state: BroadcasterState,
  target: Target,
  event: PublishedEvent,
  comments?: string,
  envelope = false,
): Promise<Published> {
  const { stored, ...published } = send(state, target, event, comments, envelope);
  if (stored !== undefined) published.id = await stored;
  return published;
}

/**
 * Publishes an event whose promise need not be awaited: a rejection goes to `onBackplaneError` and the
 * logger as well, and does not end the process as an unhandled one would.
 * @param publish may throw
 */
export function reported(
  state: BroadcasterState,
  target: Target,
  event: PublishedEvent,
  publish: () => Promise<Published>,
): Promise<Published> {
  let published: Promise<Published>;
  try {
    published = publish();
  } catch (error) {
    published = Promise.reject(error);
  }
  published.catch((error) => backplaneOf(state)?.report(error, event, target));
  return published;
}

/**
 * Publishes an event whose data is text already, as `publishTo` does.
 * @throws what `NativeBroadcaster.publish` throws
 */
export function publishText(state: BroadcasterState, event: EventArguments): void {
  if (state.backplane === undefined) {
    state.native.publish(...event);
    scheduleFlush(state);
    return;
  }
  sendEntry(state, event).stored?.catch((error) => backplaneOf(state)?.report(error));
}

/** Every event takes this path, so it repeats no check of C++ and makes no object but the result. */
function send(
  state: BroadcasterState,
  target: Target,
  event: PublishedEvent,
  comments: string | undefined,
  envelope: boolean,
): Sent {
  checkEvent(event, envelope);
  const id = typeof event.id === 'number' ? String(event.id) : event.id;
  const { key, retry, timestamp, tellChannel } = event;
  if (state.restoresHistory) restoreHistory(state);
  const kind = eventTargetOf(target, tellChannel);
  const keys = keysOfEvent(target, kind);
  const lines = tellChannel && !isTold(kind) ? withChannel(target, comments) : comments;
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
    if (state.backplane !== undefined) {
      return sendEntry(state, [kind, keys, name, text, id, retry, timestamp, key, lines]);
    }
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

function sendEntry(state: BroadcasterState, event: EventArguments): Sent {
  const entry = state.native.encode(...event);
  const clients = state.addressed[0] as number;
  const stored = backplaneOf(state)?.publish(entry, event[4]);
  return stored === undefined ? { id: '', clients } : { id: '', clients, stored };
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
