'use client';

import { useState } from 'react';
import type { AnyEvents, ReceivedEvent } from '../client/connection/typed-events.js';
import type { AskedPattern, NameOf, OwnChannel, PatternFor } from '../types/channel-names.js';
import type { ConnectedData, GapData, IncomingEvent } from '../types/events.js';
import type { WithMisspelt } from '../types/misspelt.js';
import { onNextFrame } from './frames.js';
import { channelScope, type Scope } from './scope.js';
import { useChannel } from './use-channel.js';
import type { ScopeListener, ScopeOptions, ScopeState } from './use-scope.js';

/** A result of `defineLive`, of which the hooks know the type alone. */
export interface LiveSource {
  readonly '~received': object;
}

/** The one connection of all hooks. */
export interface HooksOptions extends Omit<ScopeOptions, 'url'> {
  /** The address of the route. Default `'/api/sse'`. */
  url?: string | undefined;
}

/** Options of one use of `useLive`. */
export type LiveHookOptions = Omit<ScopeListener, 'onGap'>;

/**
 * Called by the names of events, and for what happens to the stream: `connected` when the connection is
 * open, for the first time or again; `gap` when events may be missing, so that the page has to load its data
 * again: the server no longer has them, or they came between `cursor` and the place from which the shared
 * connection brings the channel.
 */
export type LiveHandlers<Events extends object> = {
  [Name in keyof Events | 'connected' | 'gap']?: LiveHandler<Events, Name> | undefined;
};

type LiveHandler<Events extends object, Name> = Name extends 'gap'
  ? (gap: GapData) => void
  : Name extends 'connected'
    ? (data: ConnectedData, event: IncomingEvent<ConnectedData>) => void
    : Name extends keyof Events
      ? (data: Events[Name], event: IncomingEvent<Events[Name]>) => void
      : never;

/** A component renders for the results that it reads here. */
export interface LiveHookReturn<Events extends object> extends ScopeState {
  /** The newest event of the channel since this component reads it with this `cursor`, of whichever name. */
  lastEvent: LiveEvent<Events> | null;
}

/** An event of a channel: its name decides the type of its data. */
export type LiveEvent<Events extends object> = {
  [Name in keyof Events & string]: IncomingEvent<Events[Name], Name>;
}[keyof Events & string];

/** No channel yet: what `id && …` gives for an id that is not known. */
export type NoChannel = undefined | null | false | '';

type Channels<Source extends LiveSource> = Source['~received'];

/** `user`, `session` and `all`, where the definition has them. */
type OwnOf<Source extends LiveSource> = Extract<keyof Channels<Source>, OwnChannel>;

/** The events of a channel after JSON. */
type EventsIn<Source extends LiveSource, Name extends string> = Extract<
  Channels<Source>[PatternFor<Channels<Source>, Name> & keyof Channels<Source>],
  object
>;

export interface LiveHooks<Source extends LiveSource> {
  /**
   * The events of one channel. All components share one connection, which closes when the last of them
   * unmounts; it joins and leaves the channels that components read.
   *
   * @param channel a channel of the definition, like `orders` or `room:5`; `user` and `session` are those
   * of the client itself, `all` are the events to all clients. undefined, null, false or '': no channel yet
   * @param handlers by the names of events, called with the data and the event; those of the latest
   * render count. `gap` is called when events may be missing: load the data again. `connected` comes with
   * each connection
   * @throws InvalidOptionError while rendering, for a value that an option cannot have
   */
  useLive<
    // Not an alias: errors of the compiler list the names.
    const Name extends
      | OwnOf<Source>
      | { [Each in AskedPattern<Channels<Source>>]: NameOf<Each> }[AskedPattern<Channels<Source>>],
    Named extends string = never,
  >(
    channel: Name | NoChannel,
    handlers?: WithMisspelt<LiveHandlers<EventsIn<Source, Name>>, Named>,
    options?: LiveHookOptions,
  ): LiveHookReturn<EventsIn<Source, Name>>;
}

/**
 * The hooks for what `defineLive` defined. Import the definition as a type: nothing of the server comes
 * into the bundle.
 *
 * @example
 * import type { live } from './live'
 * export const { useLive } = createHooks<typeof live>()
 */
export function createHooks<Source extends LiveSource>({
  url = '/api/sse',
  ...options
}: HooksOptions = {}): LiveHooks<Source> {
  function useLive(
    channel: string | NoChannel,
    handlers: LiveHandlers<AnyEvents> = {},
    listener: LiveHookOptions = {},
  ): LiveHookReturn<AnyEvents> {
    const scope = channelScope(url, channel);
    const newest = useNewest(scope, listener.cursor);
    const { gap } = handlers as { gap?: (gap: GapData) => void };
    const state = useChannel(scope, options, { ...listener, onGap: gap }, (event) => {
      if (event.event !== 'connected') newest.take(event);
      // Own ones only: the name of an event comes from outside.
      if (Object.hasOwn(handlers, event.event)) handlers[event.event]?.(event.data, event);
    });
    return Object.defineProperty(state, 'lastEvent', {
      enumerable: true,
      get: newest.read,
    }) as LiveHookReturn<AnyEvents>;
  }
  // The types of the definition say more than those of the code.
  return { useLive } as unknown as LiveHooks<Source>;
}

/** The newest event of a channel. A component that does not read it does not render for it. */
function useNewest(scope: Scope, cursor: string | undefined) {
  const [shown, setShown] = useState<Newest>();
  const [kept] = useState<{ newest?: Newest; show?: () => void }>({});
  return {
    take(event: ReceivedEvent) {
      kept.newest = { event, cursor };
      if (kept.show) onNextFrame(kept.show);
    },
    read() {
      kept.show ??= () => setShown(kept.newest);
      // The component may have gone over to another channel, or to newer data.
      return shown && shown.cursor === cursor && scope.owns(shown.event) ? shown.event : null;
    },
  };
}

/** `cursor`: of the data that the component had besides. */
interface Newest {
  event: ReceivedEvent;
  cursor: string | undefined;
}
