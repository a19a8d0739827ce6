import type { AnyEvents, ConnectedData, GapData, IncomingEvent } from '../../types/events.js';
import type { JsonOf } from '../../types/json-of.js';

export type { AnyEvents };

/** Events of every connection, besides those of the application. */
export interface LifeEvents {
  connected: ConnectedData;
  gap: GapData;
}

/** A map of events with those of every connection. The application's own of the same name count. */
export type WithLifeEvents<Events extends object> = Events & Omit<LifeEvents, keyof Events>;

/** What is called for an event of that name, with its data after JSON and the event. */
export type EventHandlers<Events extends object = AnyEvents> = {
  [Name in keyof WithLifeEvents<Events>]?: EventHandler<JsonOf<WithLifeEvents<Events>[Name]>>;
};

type EventHandler<Data> = ((data: Data, event: IncomingEvent<Data>) => void) | undefined;

/** An event as it is received: its name decides the type of its data. */
export type ReceivedEvent<Events extends object = AnyEvents> = string extends keyof Events
  ? // biome-ignore lint/suspicious/noExplicitAny: the documents prescribe it
    IncomingEvent<any>
  : {
      [Name in keyof WithLifeEvents<Events> & string]: IncomingEvent<
        JsonOf<WithLifeEvents<Events>[Name]>,
        Name
      >;
    }[keyof WithLifeEvents<Events> & string];
