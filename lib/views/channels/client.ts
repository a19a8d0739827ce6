import { ChannelSet, type Membership } from './channel-set.js';
import type { SSEClient } from './types.js';

export interface ClientParts {
  id: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  lastEventId: string | undefined;
  membership: Membership;
  /** Made with its first use: most clients are never written to by hand. */
  controller: () => SSEClient['controller'];
}

/** A client as the document has it: one of any number of objects for it. */
export function toClient({
  id,
  createdAt,
  lastEventId,
  membership,
  controller: make,
}: ClientParts): SSEClient {
  const channels = new ChannelSet(membership);
  let controller: SSEClient['controller'] | undefined;
  return {
    id,
    createdAt: new Date(createdAt),
    ...(lastEventId === undefined ? undefined : { lastEventId }),
    get channels() {
      return channels.refresh();
    },
    get controller() {
      controller ??= make();
      return controller;
    },
  };
}
