import type { MaybeBackplane } from '../../backplane/options.js';
import type { Broadcaster } from '../../server/broadcaster-types.js';
import type { AnyEvents } from '../../types/events.js';
import type { BroadcasterOptions, Identity } from '../../types/options.js';

/** Configuration: every option of `createBroadcaster`. */
export interface SSEServiceConfig extends BroadcasterOptions, MaybeBackplane {
  /** An existing broadcaster, in place of `name`. The other options are applied to it. */
  broadcaster?: Pick<Broadcaster, 'name' | 'clients'> | undefined;
}

/** The identity of a client, as for `Broadcaster.connect`. Every field is optional. */
export interface AddClientOptions extends Omit<Identity, 'clientId'> {
  /**
   * The id of the last event that the client has; it receives later events of its channels. Default: that
   * of the Node request, where it is known. An empty string starts with the next event.
   */
  lastEventId?: string | undefined;
  /** More headers for the response, like those of CORS. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** The signal of the request, aborted when the client goes away; for an unknown Node request. */
  signal?: AbortSignal | undefined;
}

/** One client, in its current state. Any number of these objects stand for the same client. */
export interface SSEClient {
  id: string;
  /** Its channels, always current; `add` and `delete` subscribe and unsubscribe. Empty once the client is gone. */
  channels: Set<string>;
  /** Writes events that the application has formatted itself. */
  controller: ReadableStreamDefaultController<Uint8Array>;
  createdAt: Date;
  /** The id that the client came back with. */
  lastEventId?: string | undefined;
}

/** The service. `createSSE` names its errors. `Events`: the data by the names of events. */
export interface SSE<Events extends object = AnyEvents> {
  /**
   * Opens a client. Return the response as it is. A refused client gets 503, or 429 by
   * `maxConnectionsPerUser`, and `client` is gone already.
   *
   * A client that comes back with an id is admitted a moment later, when its channels are known: with the
   * first use of it, the first event sent to it, or when its response is sent, whichever comes first. It
   * gets the events until then from the history. If it is refused then, its stream sends a reconnection
   * time and ends.
   */
  addClient(options?: AddClientOptions): { client: SSEClient; response: Response };
  /** Ends a client's stream. Does nothing for an unknown client. */
  removeClient(clientId: string): void;
  getClient(clientId: string): SSEClient | undefined;
  /** @returns false when there is no such client, or it reads the channel already */
  subscribe(clientId: string, channel: string): boolean;
  /** @returns false when there is no such client, or it did not read the channel */
  unsubscribe(clientId: string, channel: string): boolean;
  /** Sends to the clients of the channel. @returns their number */
  broadcast<Name extends keyof Events & string>(
    channel: string,
    event: Name,
    data: Events[Name],
    id?: string,
  ): number;
  /** Sends to all clients. @returns their number */
  broadcastAll<Name extends keyof Events & string>(
    event: Name,
    data: Events[Name],
    id?: string,
  ): number;
  /** @returns whether there is such a client */
  sendTo<Name extends keyof Events & string>(
    clientId: string,
    event: Name,
    data: Events[Name],
    id?: string,
  ): boolean;
  /** All clients, oldest connection first. */
  getClients(): SSEClient[];
  /** The clients of the channel, oldest connection first. */
  getClientsByChannel(channel: string): SSEClient[];
  /** Ends all streams and closes the broadcaster, see `Broadcaster.close`. */
  shutdown(): void;
}
