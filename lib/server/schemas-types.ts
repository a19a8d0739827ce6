import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { BroadcasterOptions } from '../../types/options.js';
import type { Broadcaster } from './broadcaster-types.js';
import type { JsonOf } from './json-of.js';

/**
 * The schema of an event's data, of any library that follows Standard Schema: zod, valibot, arktype.
 * @see https://standardschema.dev
 */
export type EventSchema<Input = unknown, Output = Input> = StandardSchemaV1<Input, Output>;

/** What a schema takes. */
export type InputOf<Schema extends EventSchema> = StandardSchemaV1.InferInput<Schema>;

/** What a schema makes of it, and what is sent. */
export type OutputOf<Schema extends EventSchema> = StandardSchemaV1.InferOutput<Schema>;

/**
 * Makes the data that pages of an older version understand out of the newest, which it must not change.
 * undefined: there is nothing that they would understand; pages of that version, and of those before
 * it, are told to reload.
 */
export type ConvertData<Data> = (data: Data) => unknown;

/** How pages of an older version are served; with a schema, what `convert` gives is validated, too. */
export type OlderVersion<Data> =
  | ConvertData<Data>
  | { convert: ConvertData<Data>; schema: EventSchema };

/** The version of an event's data, and what is sent to pages that know only an older one. */
export interface EventVersions<Data> {
  /** A whole number from 1. Pages that name a version of their own know whether they understand it. */
  version: number;
  /**
   * By version: for pages of that version and of those after it, up to the next one here. A page whose
   * version finds nothing is told to reload (`onOutdated`).
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
   * The events that may be published, by name, each with the schema of its data. They bind what is
   * published through the broadcaster that `createBroadcaster` returns here, and nothing else: neither
   * one of the same name that was opened elsewhere without them, nor the functions of the documents.
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

/**
 * The events of a broadcaster as a page gets them: names, and data as it comes out of the schemas and
 * goes through JSON. For the hooks and `createConnection`; import the broadcaster as a type only.
 *
 * @example type Events = EventsOf<typeof live>
 */
export type EventsOf<Source> = Source extends {
  readonly schemas: Readonly<infer Schemas extends EventSchemas>;
}
  ? { [Name in keyof Schemas & string]: JsonOf<OutputOf<Schemas[Name]>> }
  : Source extends Broadcaster<infer Events>
    ? Events
    : never;
