import { connectedOf } from '../../../client/stream/gap.js';
import { toEvent } from '../../../client/transport/to-event.js';
import type { ConnectedData } from '../../../types/events.js';
import type { Watched } from './watch-stream.js';

/** The data of the event `connected`, which ssecast sends first; undefined for other servers. */
export function connectedData({ blocks }: Watched): Partial<ConnectedData> | undefined {
  const block = blocks.find(({ event, data }) => event === 'connected' && data !== undefined);
  if (block?.data === undefined) return undefined;
  const data = connectedOf(toEvent({ ...block, data: block.data }, {}));
  return typeof data?.clientId === 'string' ? data : undefined;
}

/** Whether the route is one of ssecast, as far as it has said so. */
export function isSSECast(watched: Watched): boolean {
  return (
    watched.head?.headers['x-ssecast-identity'] !== undefined ||
    connectedData(watched) !== undefined
  );
}

/** The id that a page would resume from. */
export function lastId({ blocks }: Watched): string | undefined {
  return blocks.findLast(({ id }) => id)?.id;
}

export function isEventStream({ head }: Watched): boolean {
  const type = head?.headers['content-type'] ?? '';
  return head?.status === 200 && /^text\/event-stream\s*(;|$)/i.test(type);
}
