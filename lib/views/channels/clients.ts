import { type BroadcasterState, targetKinds } from 'ssecast/native';
import {
  disconnectClients,
  listClients,
  subscribeClient,
  unsubscribeClient,
} from '../../server/clients.js';
import type { ClientInfo } from '../../types/clients.js';
import { toClient } from './client.js';
import { ClientController } from './controller.js';
import { PendingClient, type Returning } from './pending-client.js';
import type { SSEClient } from './types.js';

/** The most pending clients; a further one admits the oldest. Only a response that is never sent waits so long. */
const kMaxPending = 1_000;

/** The key of the metadata under which a client keeps the id that it came back with. */
const kLastEventId = 'lastEventId';

/** The clients of a service: those of its broadcaster, and returning ones that are not admitted yet. */
export class ChannelClients {
  readonly #pending = new Map<string, PendingClient>();

  constructor(private readonly state: BroadcasterState) {}

  /** Keeps a client until its channels are known. */
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

  /** Admits a pending client; without an id, all of them. */
  settle(id?: string): void {
    const waiting = id === undefined ? [...this.#pending.values()] : [this.#pending.get(id)];
    for (const pending of waiting) pending?.admit();
  }

  /** Drops all pending clients. */
  dropAll(): void {
    for (const pending of [...this.#pending.values()]) pending.drop();
  }

  /** An object for a client, which may be gone. */
  view({ id, connectedAt, metadata }: Pick<ClientInfo, 'id' | 'connectedAt' | 'metadata'>) {
    return this.#client(id, connectedAt, metadata);
  }

  remove(id: string): void {
    this.#pending.get(id)?.drop();
    disconnectClients(this.state, targetKinds.clients, id);
  }

  subscribe(id: string, channel: string): boolean {
    const pending = this.#pending.get(id);
    if (pending === undefined) return subscribeClient(this.state, id, channel);
    const { native } = this.state;
    // Throws for a wrong name of a channel: the later admission could not report it.
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
    return (
      this.#pending.get(id)?.channels ??
      listClients(this.state, targetKinds.clients, id)[0]?.channels ??
      []
    );
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
