import type { ConnectedData, GapData, SSEEvent } from '../../../types/events.js';
import { compareIds } from './event-id.js';

/** What an event `connected` says; every field may be missing, since other servers send one, too. */
export function connectedOf(event: SSEEvent): Partial<ConnectedData> | undefined {
  if (event.event !== 'connected') return undefined;
  const isObject = typeof event.data === 'object' && event.data !== null;
  return isObject ? (event.data as Partial<ConnectedData>) : {};
}

/** What an event `gap` of the server says. An application's own event of that name looks different. */
export function gapOf(event: SSEEvent): GapData | undefined {
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
 * A gap is told with `connected` already: its id moves the cursor behind the gap, so that a
 * connection which breaks off before the event `gap` would never hear of it again.
 */
export function createGapWatch(): (event: SSEEvent, asked: string) => GapData | undefined {
  /** The gap told with the event before; its `to` is empty where the server gave no id. */
  let told: GapData | undefined;

  return (event, asked) => {
    const before = told;
    told = undefined;
    if (connectedOf(event)?.gap === true) {
      // As the server puts it: a cursor that is no id is told as null.
      const from = compareIds(asked, asked) === undefined ? null : asked;
      told = { from, to: event.id ?? '' };
      return told;
    }
    const gap = gapOf(event);
    return gap && before && (before.to === '' || before.to === gap.to) ? undefined : gap;
  };
}
