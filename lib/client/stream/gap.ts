import type { ConnectedData, GapData, IncomingEvent } from '../../types/events.js';
import { compareIds } from './event-id.js';

/** The data of an event `connected`; every field may be missing, since other servers send one, too. */
export function connectedOf(event: IncomingEvent): Partial<ConnectedData> | undefined {
  if (event.event !== 'connected') return undefined;
  const isObject = typeof event.data === 'object' && event.data !== null;
  return isObject ? (event.data as Partial<ConnectedData>) : {};
}

/** The data of the server's event `gap`. An application's own event of that name has other data. */
export function gapOf(event: IncomingEvent): GapData | undefined {
  if (event.event !== 'gap' || typeof event.data !== 'object' || event.data === null) {
    return undefined;
  }
  const { from, to } = event.data as Partial<GapData>;
  if (typeof to !== 'string' || (from !== null && typeof from !== 'string')) return undefined;
  return { from, to };
}

/**
 * Finds the gaps among the events of a stream, each once. `asked`: the cursor of the request.
 *
 * The event `connected` reports a gap first: its id moves the cursor behind the gap, so that a
 * connection which breaks off before the event `gap` would never hear of it again.
 */
export function createGapWatch(): (event: IncomingEvent, asked: string) => GapData | undefined {
  /** The gap that the event before reported; its `to` is empty where the server sent no id. */
  let reported: GapData | undefined;

  return (event, asked) => {
    const before = reported;
    reported = undefined;
    if (connectedOf(event)?.gap === true) {
      // As the server puts it: null stands for a cursor that is no id.
      const from = compareIds(asked, asked) === undefined ? null : asked;
      reported = { from, to: event.id ?? '' };
      return reported;
    }
    const gap = gapOf(event);
    return gap && before && (before.to === '' || before.to === gap.to) ? undefined : gap;
  };
}
