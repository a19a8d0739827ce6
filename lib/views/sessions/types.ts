import type { DisconnectReason } from 'ssecast/native';
import type { Broadcaster } from '../../server/broadcaster-types.js';

/** What `emit` takes: a type of the map `Events`, with the data that belongs to it. */
export type SessionEvent<Events extends object = Record<string, unknown>> = {
  [Type in keyof Events & string]: { type: Type; data: Events[Type] };
}[keyof Events & string];

/** The types of the map `Events`: what the document writes down as a union. */
export type SSEEventType<Events extends object = Record<string, unknown>> = keyof Events & string;

/**
 * Gets an event of the session as it goes over the wire: one whole block, which ends in a blank line.
 * What it throws goes to the logger.
 */
export type SessionListener = (block: string) => unknown;

export interface SessionSubscribeOptions {
  /** Begins with what the history holds after this id. Default: with the next event. */
  lastEventId?: string | undefined;
  /**
   * The subscription has ended and not by its own function: the broadcaster is drained or closed
   * (`'shutdown'`), or its client was disconnected (`'server'`). Close the stream that it feeds.
   */
  onEnd?: ((reason: DisconnectReason) => void) | undefined;
}

export interface SessionEmitterOptions {
  /** Default: the broadcaster `default`, created when it is first needed. */
  broadcaster?: Pick<Broadcaster, 'name' | 'publish'> | undefined;
}
