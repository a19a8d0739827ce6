import type { ConnectedData, IncomingEvent } from '../types/events.js';

/** An event of a union, told apart by its `type`. */
export interface Discriminated {
  type: string;
}

/** The first event of every connection, as a member of a union. */
export type ConnectedEvent = { type: 'connected' } & ConnectedData;

/**
 * An event as the object that `notifyWorkspaceClients` took: `{ type, …fields }`. An object whose only
 * field is `data` arrives as an envelope and is put together again; an event that another API published
 * by its name becomes `{ type: name, data }`.
 */
export function toWorkspaceEvent({ event, data, timestamp }: IncomingEvent): Discriminated {
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
    if (data.type === event) return data;
    if (event === 'connected') return { ...data, type: event };
  }
  return { type: event, data, timestamp } as Discriminated;
}
