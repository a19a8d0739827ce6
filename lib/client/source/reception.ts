import type { ConnectedData } from '../../types/events.js';
import type { Hub } from '../stream/feed.js';
import { connectedOf, createGapWatch, gapOf } from '../stream/gap.js';
import type { Arrival } from '../transport/arrivals.js';

export interface ReceptionHandlers {
  /** The server introduces itself. */
  onConnected(connected: Partial<ConnectedData>): void;
  /** The stream brings what comes after `position`. The readers have the introduction. */
  onBegun(position: string, isFirst: boolean): void;
  /** Something came that only a working server sends: not the introduction alone. */
  onProof(): void;
}

/** Makes items of what a stream brings. */
export interface Reception {
  /** A request leaves. @returns the cursor that it asks for */
  begin(): string;
  /** Emits until `signal` is aborted: a listener may close the connection in the middle of a chunk. */
  take(arrivals: readonly Arrival[], signal: AbortSignal): void;
}

export function createReception(hub: Hub, handlers: ReceptionHandlers): Reception {
  const findGap = createGapWatch();
  let asked = '';
  let hasToldOutdated = false;
  let isFirst = true;

  function takeOne({ cursor, event, outdated }: Arrival, signal: AbortSignal): void {
    if (outdated && !hasToldOutdated) {
      hasToldOutdated = true;
      hub.emit({ kind: 'outdated', outdated });
    }
    if (!event) {
      handlers.onProof();
      if (cursor !== undefined) hub.emit({ kind: 'cursor', cursor });
      return;
    }
    const connected = connectedOf(event);
    if (connected) handlers.onConnected(connected);
    else if (!gapOf(event)) handlers.onProof();
    const gap = findGap(event, asked);
    hub.emit({ kind: 'event', event, gap, cursor: cursor ?? hub.cursor() });
    if (connected && !signal.aborted) {
      handlers.onBegun(connected.resumed ? asked : event.id, isFirst);
      isFirst = false;
    }
  }

  return {
    begin() {
      asked = hub.cursor();
      hasToldOutdated = false;
      return asked;
    },
    take(arrivals, signal) {
      for (const arrival of arrivals) {
        // What is not taken comes again: the cursor stays before it.
        if (signal.aborted) break;
        takeOne(arrival, signal);
      }
      hub.flush();
    },
  };
}
