import type { IncomingEvent } from '../../types/events.js';

export interface Filters {
  /** Names of events; none: all. */
  event?: string[] | undefined;
  /** Text that the data has to contain. */
  grep?: string | undefined;
}

/** The data as it is printed. */
export function textOf({ data }: IncomingEvent): string {
  return typeof data === 'string' ? data : JSON.stringify(data);
}

/** @returns whether an event is to be printed */
export function createFilter({
  event: names = [],
  grep,
}: Filters): (event: IncomingEvent) => boolean {
  const wanted = new Set(names);
  return (event) =>
    (wanted.size === 0 || wanted.has(event.event)) &&
    (grep === undefined || textOf(event).includes(grep));
}
