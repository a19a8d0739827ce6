import type { EventSchema, InputOf, OutputOf, VersionedSchema } from '../server/schemas-types.js';
import type { ChannelName, PatternFor } from '../types/channel-names.js';
import type { JsonOf } from '../types/json-of.js';

/** The events of a channel: for each name a schema, or a schema with versions. */
export type EventsDefinition = {
  readonly [event: string]: EventSchema | VersionedSchema<EventSchema>;
};

/**
 * The channels of an app with their events. `user` and `session` are the channels of the client's own
 * user and session, `all` is every client. `room:[id]` stands for every channel `room:<id>`.
 */
export type LiveDefinition = { readonly [channel: string]: EventsDefinition };

/** The data that `send` takes, by the names of events. A plain map of types has the data itself. */
export type SentBy<Events> = { [Name in keyof Events]: SentOf<Events[Name]> };

/** The data as a page receives it, by channel and event: the output of the schema after JSON. */
export type ReceivedBy<Channels> = {
  [Channel in keyof Channels]: {
    [Name in keyof Channels[Channel]]: ReceivedOf<Channels[Channel][Name]>;
  };
};

type SentOf<Entry> = Entry extends EventSchema
  ? InputOf<Entry>
  : Entry extends { schema: infer Schema extends EventSchema }
    ? InputOf<Schema>
    : Entry;

type ReceivedOf<Entry> = Entry extends EventSchema
  ? JsonOf<OutputOf<Entry>>
  : Entry extends { schema: infer Schema extends EventSchema }
    ? JsonOf<OutputOf<Schema>>
    : JsonOf<Entry>;

/** The events of a channel of the definition; none where it has no such channel. */
export type EventsIn<Channels, Channel> = Channel extends keyof Channels
  ? Channels[Channel]
  : Record<never, never>;

/**
 * The events of the channel of that name. Any events for all names at once: that is what the compiler
 * makes of a wrong name, and one error is enough.
 */
export type EventsFor<Channels, Name extends string> = [ChannelName<Channels>] extends [Name]
  ? EventsForEach<Channels, Name>
  : EventsIn<Channels, PatternFor<Channels, Name>>;

/** A definition with one channel has no other name. */
type EventsForEach<Channels, Name extends string> = Name extends unknown
  ? [ChannelName<Channels>] extends [Name]
    ? EventsIn<Channels, PatternFor<Channels, Name>>
    : Record<string, unknown>
  : never;
