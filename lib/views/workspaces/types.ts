import type { Broadcaster } from '../../server/broadcaster-types.js';
import type { EventSchema, EventVersions, InputOf, OutputOf } from '../../server/schemas-types.js';

/** An event of a union, with its discriminant: `{ type: 'CHANNEL_UPDATED', channel } | …`. */
export interface WorkspaceEventLike {
  type: string;
}

/** The schema of such a union. */
export type WorkspaceEventSchema = EventSchema<WorkspaceEventLike, WorkspaceEventLike>;

/** Events that ssecast sends itself. */
type OwnEvent = { type: 'connected' | 'gap' };

/**
 * The events of a union, or of its schema, that an application sends: all but `connected` and `gap`,
 * which are in the union for the page.
 */
export type NotifiedEvent<Source> = Exclude<
  Source extends EventSchema ? InputOf<Source> : Source,
  OwnEvent
>;

/**
 * Sends an event to the clients of the workspace.
 * @returns the number of clients; 0 for an unknown workspace
 * @throws TypeError `ERR_SSECAST_INVALID_TARGET`, `_EVENT`, `_DATA`; RangeError
 * `ERR_SSECAST_EVENT_TOO_LARGE`; RateLimitError `ERR_SSECAST_RATE_LIMITED`; Error `ERR_SSECAST_CLOSED`.
 * Then nothing was sent.
 */
export type WorkspaceNotifier<Event> = (workspaceId: string, event: Event) => number;

/** Options of a notifier. The version is that of the whole union. */
export interface WorkspaceNotifierOptions<Event> extends Pick<EventVersions<Event>, 'older'> {
  version?: EventVersions<Event>['version'] | undefined;
  /** Default: the broadcaster `default`, created with the first event. */
  broadcaster?: Pick<Broadcaster, 'name' | 'clients'> | undefined;
}

/** Options of a notifier whose events have a schema. */
export interface WorkspaceSchemaOptions<Schema extends WorkspaceEventSchema>
  extends WorkspaceNotifierOptions<Exclude<OutputOf<Schema>, OwnEvent>> {
  /** The schema of the union: gives the types, and validates each event. Its output is sent. */
  schema: Schema;
}
