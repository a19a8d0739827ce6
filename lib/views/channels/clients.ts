import type { BroadcasterState } from 'ssecast/native';
import type { ClientInfo } from '../../../types/clients.js';
import { disconnectClients, listClients, unsubscribeClient } from '../../server/clients.js';
import { toClient } from './client.js';
import { ClientController } from './controller.js';
import { PendingClient, type Returning } from './pending-client.js';
import type { SSEClient } from './types.js';

/** Pending clients at most; with one more the oldest is admitted. Only responses that nobody sends stay so long. */
const kMaxPending = 1_000;

/** Where the id that a client came back with is kept, so that every view of it knows. */
const kLastEventId = 'lastEventId';

/** The clients of a service: those of its broadcaster, and those that come back and are not admitted yet. */
export class ChannelClients {
  readonly #pending = new Map<string, PendingClient>();

  constructor(private readonly state: BroadcasterState) {}

  /** Lets a client wait until its channels are known. */
  wait(returning: Returning): { client: SSEClient; body: BodyInit } {
    for (const oldest of this.#pending.values()) {
      if (this.#pending.size < kMaxPending) break;
      oldest.admit();
    }
    const { id, metadata } = returning;
    const pending = new PendingClient(this.state, returning, () => this.#pending.delete(id));
    this.#pending.set(id, pending);
    return { client: this.#client(id, pending.createdAt, metadata), body: pending.body };
  }

  /** Admits it, if it is waiting; without an id, all that are. */
  settle(id?: string): void {
    const waiting = id === undefined ? [...this.#pending.values()] : [this.#pending.get(id)];
    for (const pending of waiting) pending?.admit();
  }

  /** Drops who waits. */
  dropAll(): void {
    for (const pending of [...this.#pending.values()]) pending.drop();
  }

  /** The object for a client that is there, or was. */
  view({ id, connectedAt, metadata }: Pick<ClientInfo, 'id' | 'connectedAt' | 'metadata'>) {
    return this.#client(id, connectedAt, metadata);
  }

  remove(id: string): void {
    this.#pending.get(id)?.drop();
    disconnectClients(this.state, 2, id);
  }

  subscribe(id: string, channel: string): boolean {
    const pending = this.#pending.get(id);
    if (pending === undefined) return this.state.native.subscribe(id, channel);
    const { native } = this.state;
    // Refuses a name that no channel can have: admission would, when nobody could be told.
    native.covers(native.position(), channel);
    if (pending.channels.has(channel)) return false;
    pending.channels.add(channel);
    return true;
  }

  unsubscribe(id: string, channel: string): boolean {
    const pending = this.#pending.get(id);
    return pending?.channels.delete(channel) ?? unsubscribeClient(this.state, id, channel);
  }

  #channelsOf(id: string): Iterable<string> {
    return this.#pending.get(id)?.channels ?? listClients(this.state, 2, id)[0]?.channels ?? [];
  }

  #client(id: string, createdAt: number, metadata: Record<string, unknown> | undefined): SSEClient {
    const lastEventId = metadata?.[kLastEventId];
    return toClient({
      id,
      createdAt,
      lastEventId: typeof lastEventId === 'string' ? lastEventId : undefined,
      membership: {
        channels: () => this.#channelsOf(id),
        subscribe: (channel) => this.subscribe(id, channel),
        unsubscribe: (channel) => this.unsubscribe(id, channel),
      },
      controller: () => new ClientController(this.state, id, () => this.settle(id)),
    });
  }
}
