import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { JsonOf, JsonOfEach } from '../types/json-of.js';
import type { BroadcasterOptions } from '../types/options.js';
import type { BackplaneBroadcaster, Broadcaster } from './broadcaster-types.js';

/**
 * The schema of an event's data, of any library that follows Standard Schema: zod, valibot, arktype.
 * @see https://standardschema.dev
 */
export type EventSchema<Input = unknown, Output = Input> = StandardSchemaV1<Input, Output>;

/** The input of a schema. */
export type InputOf<Schema extends EventSchema> = StandardSchemaV1.InferInput<Schema>;

/** The output of a schema, which is sent. */
export type OutputOf<Schema extends EventSchema> = StandardSchemaV1.InferOutput<Schema>;

/**
 * Converts the newest data, which it must not change, into data for pages of an older version. undefined:
 * there is no such data; pages of that version, and of earlier ones, have to reload (`onOutdated`).
 */
export type ConvertData<Data> = (data: Data) => unknown;

/** The conversion for pages of an older version; with a schema, its result is validated, too. */
export type OlderVersion<Data> =
  | ConvertData<Data>
  | { convert: ConvertData<Data>; schema: EventSchema };

/** The version of an event's data, and conversions for pages of older versions. */
export interface EventVersions<Data> {
  /** A whole number from 1. A page that names its own version compares the two. */
  version: number;
  /**
   * By version: for pages of that version, and of later ones up to the next version here. A page for whose
   * version there is no conversion has to reload (`onOutdated`).
   */
  older?: { readonly [version: number]: OlderVersion<Data> } | undefined;
}

/** A schema and the version of the data that it describes. */
export interface VersionedSchema<Schema extends EventSchema>
  extends EventVersions<OutputOf<Schema>> {
  schema: Schema;
}

/** Schemas by the names of events. */
export type EventSchemas = Record<string, EventSchema>;

/** The option `events`: for each name a schema, or a schema with versions. */
export type EventsOption<Schemas extends EventSchemas> = {
  readonly [Name in keyof Schemas]: Schemas[Name] | VersionedSchema<Schemas[Name]>;
};

/** Options of a broadcaster whose events have schemas. */
export interface SchemaOptions<Schemas extends EventSchemas> extends BroadcasterOptions {
  /**
   * The events that may be published, by name, each with the schema of its data. They apply to the
   * broadcaster that `createBroadcaster` returns here. They apply neither to a broadcaster of the same
   * name that was opened elsewhere without them, nor to the other APIs, such as `sendToUser`.
   */
  events: EventsOption<Schemas>;
}

/** The data that `publish` takes, by the names of events. */
export type InputsOf<Schemas extends EventSchemas> = {
  [Name in keyof Schemas & string]: InputOf<Schemas[Name]>;
};

/**
 * A broadcaster whose events have schemas. `publish` also throws InvalidDataError
 * `ERR_SSECAST_INVALID_DATA` for data that does not fit, and TypeError `ERR_SSECAST_INVALID_EVENT` for a
 * name without a schema.
 */
export interface SchemaBroadcaster<Schemas extends EventSchemas>
  extends Broadcaster<InputsOf<Schemas>> {
  /** The newest schema of each event. */
  readonly schemas: Readonly<Schemas>;
}

/** A `SchemaBroadcaster` whose events travel through a backplane. */
export interface BackplaneSchemaBroadcaster<Schemas extends EventSchemas>
  extends BackplaneBroadcaster<InputsOf<Schemas>> {
  /** The newest schema of each event. */
  readonly schemas: Readonly<Schemas>;
}

/**
 * The events of `defineLive` or of a broadcaster as a page receives them: names, and data after JSON, of
 * schemas their output. For the hooks and `createConnection`; import the source as a type only.
 * `Channel`: of `defineLive`, the channel as the definition writes it; default: all of them.
 *
 * @example type Events = EventsOf<typeof live, 'orders'>
 */
export type EventsOf<Source, Channel extends string = string> = Source extends {
  readonly '~received': infer Received;
}
  ? Merged<Received[keyof Received & Channel]>
  : Source extends { readonly schemas: Readonly<infer Schemas extends EventSchemas> }
    ? { [Name in keyof Schemas & string]: JsonOf<OutputOf<Schemas[Name]>> }
    : Source extends Broadcaster<infer Events>
      ? JsonOfEach<Events>
      : Source extends BackplaneBroadcaster<infer Events>
        ? JsonOfEach<Events>
        : never;

/** One map out of a union of maps. */
type Merged<Maps> = {
  [Name in Maps extends unknown ? keyof Maps & string : never]: Maps extends {
    [Each in Name]: infer Data;
  }
    ? Data
    : never;
};
