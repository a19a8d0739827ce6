import type { BroadcasterState } from 'ssecast/native';
import type { PublishedEvent, Target } from '../types/events.js';
import { describe, InvalidArgumentError } from './errors.js';
import { listed } from './nearest.js';
import type { Publish } from './publish.js';
import type { EventEntry } from './schemas.js';
import { validate } from './schemas-validate.js';
import { versionLines } from './schemas-versions.js';

/**
 * Publishes an event that has to fit one of the schemas. The output of the schema is sent.
 * @param publish `publishTo` or `publishThrough`
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_EVENT` for a name that has no schema; InvalidDataError
 * `ERR_SSECAST_INVALID_DATA`; and what `publish` throws
 */
export function publishChecked<Result>(
  publish: Publish<Result>,
  state: BroadcasterState,
  entries: ReadonlyMap<string, EventEntry>,
  target: Target,
  event: PublishedEvent,
): Result {
  // `publish` throws for anything but an event.
  if (typeof event !== 'object' || event === null) return publish(state, target, event);
  const entry = entries.get(event.event);
  if (entry === undefined) throw unknownEvent(event.event, entries);
  return publishEntry(publish, state, entry, target, event);
}

/**
 * Publishes an event whose data has to fit the entry. Throws like `publishChecked`.
 * @param envelope see `publishTo`
 */
export function publishEntry<Result>(
  publish: Publish<Result>,
  state: BroadcasterState,
  entry: EventEntry,
  target: Target,
  event: PublishedEvent,
  envelope = false,
): Result {
  const { schema, what, option } = entry;
  const data = schema === undefined ? event.data : validate(schema, event.data, what, option);
  return publish(state, target, { ...event, data }, versionLines(entry, data), envelope);
}

function unknownEvent(
  name: unknown,
  entries: ReadonlyMap<string, EventEntry>,
): InvalidArgumentError {
  const names = [...entries.keys()];
  return new InvalidArgumentError(
    'ERR_SSECAST_INVALID_EVENT',
    `Expected the name of an event with a schema for event but received ${describe(name)}; the names ` +
      `are ${listed(names)}. Nothing was sent.`,
  );
}
