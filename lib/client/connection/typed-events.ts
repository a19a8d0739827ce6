import type { ConnectedData, GapData, SSEEvent } from '../../types/events.js';

/** Any name with any data: without a map of events, nothing is known about them. */
// biome-ignore lint/suspicious/noExplicitAny: the documents prescribe it
export type AnyEvents = Record<string, any>;

/** Events of every connection, besides those of the application. */
export interface LifeEvents {
  connected: ConnectedData;
  gap: GapData;
}

/** A map of events with those of every connection. The application's own of the same name count. */
export type WithLifeEvents<Events extends object> = Events & Omit<LifeEvents, keyof Events>;

/** What is called for an event of that name, with its data and the event. */
export type EventHandlers<Events extends object = AnyEvents> = {
  [Name in keyof WithLifeEvents<Events>]?:
    | ((data: WithLifeEvents<Events>[Name], event: SSEEvent<WithLifeEvents<Events>[Name]>) => void)
    | undefined;
};

/** An event as it is received: its name decides the type of its data. */
export type ReceivedEvent<Events extends object = AnyEvents> = string extends keyof Events
  ? SSEEvent
  : {
      [Name in keyof WithLifeEvents<Events> & string]: SSEEvent<WithLifeEvents<Events>[Name]> & {
        event: Name;
      };
    }[keyof WithLifeEvents<Events> & string];
