import { kPresence } from '../presence/entries.js';
import { InvalidArgumentError, invalidOption } from './errors.js';
import type {
  ConvertData,
  EventSchema,
  EventSchemas,
  EventsOption,
  EventVersions,
  OlderVersion,
  VersionedSchema,
} from './schemas-types.js';

/** An older version of an event's data. */
export interface OlderEntry {
  /** Its name in error messages, like `events.order.older[1]`. */
  option: string;
  version: number;
  convert: ConvertData<unknown>;
  schema: EventSchema | undefined;
}

/** The schema and the versions of an event's data, checked. */
export interface EventEntry {
  /** The data's name in error messages, like `data of the event "order"`. */
  what: string;
  /** The schema's name in error messages, like `events.order`. */
  option: string;
  schema: EventSchema | undefined;
  version: number | undefined;
  /** The newest first. */
  older: readonly OlderEntry[];
}

/** Events that ssecast sends itself; clients rely on their data. */
export const kOwnEvents: readonly string[] = ['connected', 'gap'];

/** The fields of an entry with versions. */
const kFields: readonly string[] = ['schema', 'version', 'older'];

/**
 * Events with their schemas, checked and copied, so that later changes of the object have no effect.
 * @param option the object's name in error messages
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION`
 */
export function toEntries(
  events: EventsOption<EventSchemas>,
  option = 'events',
): ReadonlyMap<string, EventEntry> {
  if (typeof events !== 'object' || events === null || Array.isArray(events)) {
    throw invalidOption(option, 'an object of schemas by the names of events', events);
  }
  const entries = new Map<string, EventEntry>();
  for (const [name, entry] of Object.entries(events)) {
    if (kOwnEvents.includes(name) || name.startsWith(kPresence)) {
      throw new InvalidArgumentError(
        'ERR_SSECAST_INVALID_OPTION',
        `Expected names of the application's events in ${option} but received ${name}, which ssecast ` +
          'sends itself. Give the event another name',
      );
    }
    entries.set(name, toEntry(`${option}.${name}`, name, entry));
  }
  return entries;
}

function toEntry(
  option: string,
  event: string,
  entry: EventSchema | VersionedSchema<EventSchema>,
): EventEntry {
  const what = `data of the event ${JSON.stringify(event)}`;
  if (isSchema(entry)) return { what, option, schema: entry, version: undefined, older: [] };
  if (typeof entry !== 'object' || entry === null || !('schema' in entry)) {
    throw invalidOption(
      option,
      'a schema that follows Standard Schema, or { schema, version }',
      entry,
    );
  }
  const unknown = Object.keys(entry).find((field) => !kFields.includes(field));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(
      'ERR_SSECAST_INVALID_OPTION',
      `Expected schema, version or older in ${option} but received ${unknown}`,
    );
  }
  const { schema, version, older } = entry;
  checkSchema(`${option}.schema`, schema);
  return { what, option: `${option}.schema`, schema, ...toVersions(`${option}.`, version, older) };
}

/**
 * The versions of an event's data, checked.
 * @param prefix of the option's name in error messages, like `events.order.`
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION`
 */
export function toVersions(
  prefix: string,
  version: number | undefined,
  older: EventVersions<never>['older'],
): Pick<EventEntry, 'version' | 'older'> {
  if (version === undefined && older === undefined) return { version, older: [] };
  if (!isVersion(version))
    throw invalidOption(`${prefix}version`, 'a whole number from 1', version);
  if (older === undefined) return { version, older: [] };
  if (typeof older !== 'object' || older === null) {
    throw invalidOption(`${prefix}older`, 'an object of functions by version', older);
  }
  const entries = Object.entries(older).map(([key, entry]) => {
    const number = Number(key);
    if (String(number) === key && isVersion(number) && number < version) {
      return toOlder(`${prefix}older[${key}]`, number, entry as OlderVersion<unknown>);
    }
    throw new InvalidArgumentError(
      'ERR_SSECAST_INVALID_OPTION',
      `Expected whole numbers from 1 and below ${prefix}version, which is ${version}, as keys of ` +
        `${prefix}older but received ${JSON.stringify(key)}`,
    );
  });
  return { version, older: entries.sort((a, b) => b.version - a.version) };
}

function toOlder(option: string, version: number, entry: OlderVersion<unknown>): OlderEntry {
  if (typeof entry === 'function') return { option, version, convert: entry, schema: undefined };
  if (typeof entry?.convert !== 'function') {
    throw invalidOption(option, 'a function, or { convert, schema }', entry);
  }
  const { convert, schema } = entry;
  checkSchema(`${option}.schema`, schema);
  return { option, version, convert, schema };
}

/** @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION` */
export function checkSchema(option: string, schema: unknown): void {
  if (!isSchema(schema))
    throw invalidOption(option, 'a schema that follows Standard Schema', schema);
}

/** Whether a value follows Standard Schema. Schemas of arktype are functions. */
function isSchema(value: unknown): value is EventSchema {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  const standard = (value as Partial<EventSchema>)['~standard'];
  return standard?.version === 1 && typeof standard.validate === 'function';
}

function isVersion(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}
