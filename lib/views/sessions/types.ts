import type { DisconnectReason } from 'ssecast/native';
import type { Broadcaster } from '../../server/broadcaster-types.js';

/** An event for `emit`: a type of the map `Events`, with its data. */
export type SessionEvent<Events extends object = Record<string, unknown>> = {
  [Type in keyof Events & string]: { type: Type; data: Events[Type] };
}[keyof Events & string];

/** The types of the map `Events`, as a union. */
export type SSEEventType<Events extends object = Record<string, unknown>> = keyof Events & string;

/**
 * Called with an event of the session in its wire format: one block, which ends in a blank line. An error
 * goes to the logger.
 */
export type SessionListener = (block: string) => unknown;

export interface SessionSubscribeOptions {
  /** Starts with the events of the history after this id. Default: with the next event. */
  lastEventId?: string | undefined;
  /**
   * Called when the subscription ends without a call of its function: the broadcaster is drained or closed
   * (`'shutdown'`), or its client was disconnected (`'server'`). Close the stream that it feeds.
   */
  onEnd?: ((reason: DisconnectReason) => void) | undefined;
}

export interface SessionEmitterOptions {
  /** Default: the broadcaster `default`, created with its first use. */
  broadcaster?: Pick<Broadcaster, 'name' | 'clients'> | undefined;
}
