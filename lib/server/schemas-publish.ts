import type { BroadcasterState } from 'ssecast/native';
import type { Published, PublishedEvent, Target } from '../types/events.js';
import { describe, InvalidArgumentError } from './errors.js';
import { listed } from './nearest.js';
import { publishTo } from './publish.js';
import type { EventEntry } from './schemas.js';
import { validate } from './schemas-validate.js';
import { versionLines } from './schemas-versions.js';

/**
 * Publishes an event that has to fit one of the schemas. The output of the schema is sent.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_EVENT` for a name that has no schema; InvalidDataError
 * `ERR_SSECAST_INVALID_DATA`; and what `publishTo` throws
 */
export function publishChecked(
  state: BroadcasterState,
  entries: ReadonlyMap<string, EventEntry>,
  target: Target,
  event: PublishedEvent,
): Published {
  // publishTo throws for anything but an event.
  if (typeof event !== 'object' || event === null) return publishTo(state, target, event);
  const entry = entries.get(event.event);
  if (entry === undefined) throw unknownEvent(event.event, entries);
  return publishEntry(state, entry, target, event);
}

/**
 * Publishes an event whose data has to fit the entry. Throws like `publishChecked`.
 * @param envelope see `publishTo`
 */
export function publishEntry(
  state: BroadcasterState,
  entry: EventEntry,
  target: Target,
  event: PublishedEvent,
  envelope = false,
): Published {
  const { schema, what, option } = entry;
  const data = schema === undefined ? event.data : validate(schema, event.data, what, option);
  return publishTo(state, target, { ...event, data }, versionLines(entry, data), envelope);
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
