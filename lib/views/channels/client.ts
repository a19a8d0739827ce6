import { ChannelSet, type Membership } from './channel-set.js';
import type { SSEClient } from './types.js';

export interface ClientParts {
  id: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  lastEventId: string | undefined;
  membership: Membership;
  /** Made with its first use: most applications never write to a client themselves. */
  controller: () => SSEClient['controller'];
}

/** An object for a client. There can be any number of them. */
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
