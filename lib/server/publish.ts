import { type BroadcasterState, scheduleFlush } from 'ssecast/native';
import type { Published, PublishedEvent, Target } from '../../types/events.js';
import { describe, InvalidArgumentError } from './errors.js';
import { restoreHistory } from './restore-history.js';
import { keysOf, kindOf } from './targets.js';

/**
 * Sends an event. The one path that is walked for every event: it checks nothing that C++ checks,
 * and makes no object but the result.
 */
export function publishTo(
  state: BroadcasterState,
  target: Target,
  event: PublishedEvent,
): Published {
  if (typeof event !== 'object' || event === null) throw invalidEvent(event);
  const id = typeof event.id === 'number' ? String(event.id) : event.id;
  if (id !== undefined && typeof id !== 'string') throw invalidId(id);
  const { key } = event;
  if (key !== undefined && typeof key !== 'string') throw invalidKey(key);
  if (state.restoresHistory) restoreHistory(state);
  const wireId = state.native.publish(
    kindOf(target),
    keysOf(target),
    event.event,
    textOf(event.data),
    id,
    event.retry,
    event.timestamp,
    key,
  );
  scheduleFlush(state);
  return { id: wireId, clients: state.addressed[0] as number };
}

/** What JSON leaves out (undefined, functions, what `toJSON` answers with undefined) is sent as null. */
function textOf(data: unknown): string {
  try {
    return JSON.stringify(data) ?? 'null';
  } catch (error) {
    throw new InvalidArgumentError(
      'ERR_SSECAST_INVALID_DATA',
      `Expected something that JSON can hold for data but received ${describe(data)}: ` +
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
