import { type BroadcasterState, closeBroadcaster, targetKinds } from 'ssecast/native';
import type { BackplaneOptions, BackplaneSettings, MaybeBackplane } from '../backplane/options.js';
import type { ClientInfo } from '../types/clients.js';
import type { BroadcasterOptions } from '../types/options.js';
import { acceptClient, acceptClientLater } from './accept.js';
import type { BackplaneBroadcaster, Broadcaster } from './broadcaster-types.js';
import {
  disconnectClients,
  disconnectEverywhere,
  inspect,
  listClients,
  readStats,
  subscribeClient,
  unsubscribeClient,
} from './clients.js';
import { connectClient } from './connect.js';
import { drain } from './drain.js';
import { listen } from './listen.js';
import { openWithOptions } from './options.js';
import { listMembers } from './presence.js';
import { publishThrough, publishTo, reported } from './publish.js';
import { type EventEntry, toEntries } from './schemas.js';
import { publishChecked } from './schemas-publish.js';
import type {
  BackplaneSchemaBroadcaster,
  EventSchemas,
  EventsOption,
  InputsOf,
  SchemaBroadcaster,
  SchemaOptions,
} from './schemas-types.js';
import { takeSnapshot } from './snapshot.js';
import { kState, type WithState } from './state-of.js';
import { keysOf, kindOf } from './targets.js';

/**
 * Gets the broadcaster of that name, or creates it. The given options are applied to an existing one, too;
 * its other options stay as they are. Starts no thread: the first client does.
 *
 * With a `backplane` its events travel between processes: `publish` and `disconnect` give promises.
 *
 * `events` types and validates published events by schemas; the type parameter `Events` types them only.
 *
 * @example
 * const live = createBroadcaster({ events: { order: z.object({ id: z.string() }) } })
 * live.publish({ user: '42' }, { event: 'order', data: { id: 'a' } })
 * @throws TypeError `ERR_SSECAST_INVALID_OPTION` for an unknown option or one of the wrong type,
 * RangeError of the same code for a number out of its range
 */
export function createBroadcaster<Schemas extends EventSchemas>(
  options: SchemaOptions<Schemas> & BackplaneSettings,
): BackplaneSchemaBroadcaster<Schemas>;
export function createBroadcaster<Schemas extends EventSchemas>(
  options: SchemaOptions<Schemas>,
): SchemaBroadcaster<Schemas>;
export function createBroadcaster<Events extends object = Record<string, unknown>>(
  options: BackplaneOptions & { events?: undefined },
): BackplaneBroadcaster<Events>;
export function createBroadcaster<Events extends object = Record<string, unknown>>(
  options?: BroadcasterOptions & { events?: undefined },
): Broadcaster<Events>;
export function createBroadcaster(
  options: BroadcasterOptions & MaybeBackplane & { events?: EventsOption<EventSchemas> } = {},
): Broadcaster | BackplaneBroadcaster {
  // openWithOptions throws for anything but an object.
  if (typeof options !== 'object' || options === null) return viewOf(openWithOptions(options));
  const { events, ...others } = options;
  // Checked first, so that a call that throws changes nothing.
  const entries = events === undefined ? undefined : toEntries(events);
  const state = openWithOptions(others);
  const hasBackplane = others.backplane !== undefined;
  if (entries === undefined) return hasBackplane ? backplaneViewOf(state) : viewOf(state);
  return hasBackplane ? backplaneWithSchemas(state, entries) : withSchemas(state, entries);
}

/** A view of a broadcaster that publishes only events that fit their schemas. */
function withSchemas(
  state: BroadcasterState,
  entries: ReadonlyMap<string, EventEntry>,
): SchemaBroadcaster<EventSchemas> {
  return {
    ...viewOf<InputsOf<EventSchemas>>(state),
    publish: (target, event) => publishChecked(publishTo, state, entries, target, event),
    schemas: schemasOf(entries),
  };
}

function backplaneWithSchemas(
  state: BroadcasterState,
  entries: ReadonlyMap<string, EventEntry>,
): BackplaneSchemaBroadcaster<EventSchemas> {
  return {
    ...backplaneViewOf<InputsOf<EventSchemas>>(state),
    publish: (target, event) =>
      reported(state, target, event, () =>
        publishChecked(publishThrough, state, entries, target, event),
      ),
    schemas: schemasOf(entries),
  };
}

function schemasOf(entries: ReadonlyMap<string, EventEntry>): EventSchemas {
  const schemas = [...entries].map(([name, { schema }]) => [name, schema]);
  return Object.freeze(Object.fromEntries(schemas)) as EventSchemas;
}

/**
 * The view for options with a backplane. Other views of the same broadcaster keep their types: they send
 * through the backplane as well, and do not wait for it.
 */
function backplaneViewOf<Events extends object>(
  state: BroadcasterState,
): BackplaneBroadcaster<Events> {
  return {
    ...viewOf<Events>(state),
    publish: (target, event) =>
      reported(state, target, event, () => publishThrough(state, target, event)),
    accept: async (request, response, identity = {}) =>
      acceptClientLater(state, request, response, identity),
    disconnect: (target) => disconnectEverywhere(state, target),
  };
}

/** The public interface of a broadcaster. A view has no state: all views of a name are one broadcaster. */
export function viewOf<Events extends object>(state: BroadcasterState): Broadcaster<Events> {
  const view: Broadcaster<Events> & WithState = {
    [kState]: state,
    name: state.name,
    publish: (target, event) => publishTo(state, target, event),
    // Async, so that an error becomes a rejection.
    connect: async (connection = {}) => connectClient(state, connection),
    accept: (request, response, identity = {}) => acceptClient(state, request, response, identity),
    subscribe: (clientId, channel) => subscribeClient(state, clientId, channel),
    unsubscribe: (clientId, channel) => unsubscribeClient(state, clientId, channel),
    client: (clientId) => listClients(state, targetKinds.clients, clientId)[0],
    clients: () => listClients(state, targetKinds.all, ''),
    clientsIn: (channel) => listClients(state, targetKinds.channels, channel),
    disconnect: (target) => disconnectClients(state, kindOf(target), keysOf(target)),
    ticket: () => state.native.ticket(),
    onConnect: (listener) =>
      listen(state.connectListeners, listener, (client) => listener(client as ClientInfo)),
    onDisconnect: (listener) =>
      listen(state.listeners, listener, (client, reason) => listener(client as ClientInfo, reason)),
    stats: () => readStats(state),
    inspect: () => inspect(state),
    snapshot: (channel, load) => takeSnapshot(state, channel, load),
    presence: (channel) => listMembers(state, channel),
    drain: (drainOptions) => drain(state, drainOptions),
    close: () => closeBroadcaster(state),
  };
  return view;
}
