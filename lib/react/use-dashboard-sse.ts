'use client';

import { useState } from 'react';
import type { EventHandlers } from '../client/connection/typed-events.js';
import type { IncomingEvent } from '../types/events.js';
import type { JsonOf } from '../types/json-of.js';
import { onNextFrame } from './frames.js';
import { type SSEHookOptions, type SSEHookReturn, useLiveSSE } from './use-sse.js';

/** `dashboardUpdate` brings all data that a dashboard shows. */
export interface DashboardEvents<Data> {
  dashboardUpdate: Data;
}

export interface DashboardSSEOptions<Data> extends SSEHookOptions<DashboardEvents<Data>> {
  /** SSE endpoint URL (default: `'/api/dashboard/sse'`). */
  url?: string | undefined;
  /**
   * The data that the server rendered. With the `cursor` of the same `snapshot()`, no update is missed
   * in between; another cursor begins anew with the data that came with it.
   */
  initialData?: JsonOf<Data> | undefined;
}

export interface DashboardSSEReturn<Data> extends SSEHookReturn<DashboardEvents<Data>> {
  /** The data of the newest `dashboardUpdate`; before the first one `initialData`, or null. */
  data: JsonOf<Data> | null;
  /** When that was published, in milliseconds since the epoch; null before the first one. */
  updatedAt: number | null;
}

/** An event, and the stream it belongs to. */
interface Update<Data> {
  stream: string;
  event: IncomingEvent<JsonOf<Data>>;
}

/**
 * The live figures of a dashboard: `useSSE` on `/api/dashboard/sse`, with the data of the newest
 * `dashboardUpdate`. Takes all options of `useSSE`; `eventHandlers.dashboardUpdate` gets each update.
 *
 * @example const { data, isConnected } = useDashboardSSE<Figures>({ initialData, cursor })
 * @throws InvalidOptionError while rendering, for a value that an option cannot have
 */
// biome-ignore lint/suspicious/noExplicitAny: as `data` of an event, which the documents prescribe
export function useDashboardSSE<Data = any>(
  options: DashboardSSEOptions<Data> = {},
): DashboardSSEReturn<Data> {
  const { initialData, url = '/api/dashboard/sse', ...others } = options;
  const stream = `${others.cursor ?? ''} ${url}`;
  const [update, setUpdate] = useState<Update<Data>>();
  const [latest] = useState(() => {
    const kept = {
      update: undefined as Update<Data> | undefined,
      show: () => setUpdate(kept.update),
    };
    return kept;
  });
  const eventHandlers: EventHandlers<DashboardEvents<Data>> = {
    ...others.eventHandlers,
    dashboardUpdate(data, event) {
      latest.update = { stream, event };
      onNextFrame(latest.show);
      others.eventHandlers?.dashboardUpdate?.(data, event);
    },
  };
  const { live, rendered } = useLiveSSE<DashboardEvents<Data>>({ ...others, url, eventHandlers });
  let newest = update?.stream === stream ? update.event : undefined;
  if (!newest) {
    // A component that joins an open connection begins with what the others have seen, and keeps it.
    newest = rendered.events.findLast(({ event }) => event === 'dashboardUpdate');
    if (newest) setUpdate({ stream, event: newest });
  }
  return Object.assign(live, {
    data: newest ? newest.data : (initialData ?? null),
    updatedAt: newest?.timestamp ?? null,
  });
}
