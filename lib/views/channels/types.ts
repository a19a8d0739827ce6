import type { BroadcasterOptions, Identity } from '../../../types/options.js';
import type { Broadcaster } from '../../server/broadcaster-types.js';

/** Configuration: every option of `createBroadcaster`. */
export interface SSEServiceConfig extends BroadcasterOptions {
  /** A broadcaster that is there already, in place of `name`. The other options are applied to it. */
  broadcaster?: Pick<Broadcaster, 'name' | 'publish'> | undefined;
}

/** Who a client is, as for `Broadcaster.connect`. All of it may be left out. */
export interface AddClientOptions extends Omit<Identity, 'clientId'> {
  /**
   * The id of the last event that the client has; it gets what its channels had since. Default: what the
   * request says, where the Node request is known; an empty string begins with the next event.
   */
  lastEventId?: string | undefined;
  /** More headers for the response, like those of CORS. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Of the request: tells when the client goes away, where the Node request is not known. */
  signal?: AbortSignal | undefined;
}

/** One client, as it is now. Any number of these objects are the same client. */
export interface SSEClient {
  id: string;
  /** What it reads now: read anew each time; `add` and `delete` subscribe and unsubscribe. Empty once it is gone. */
  channels: Set<string>;
  /** Writes to the client by hand. */
  controller: ReadableStreamDefaultController<Uint8Array>;
  createdAt: Date;
  /** What it came back with. */
  lastEventId?: string | undefined;
}

/** The service. What it throws is named at `createSSE`. */
export interface SSE {
  /**
   * Opens a client. Return the response as it is. When nobody is admitted any more it is 503, with
   * `maxConnectionsPerUser` 429, and the client is one that has gone already.
   *
   * A client that comes back with an id is admitted a moment later, when its channels are known: with the
   * first look at it, the first event sent to it, or when its response is sent, whatever comes first.
   * What is published until then, it gets from the history. If it is refused then, its stream says when
   * to come back and ends.
   */
  addClient(options?: AddClientOptions): { client: SSEClient; response: Response };
  /** Ends a client's stream. Nothing for an unknown one. */
  removeClient(clientId: string): void;
  getClient(clientId: string): SSEClient | undefined;
  /** @returns false when there is no such client, or it reads the channel already */
  subscribe(clientId: string, channel: string): boolean;
  /** @returns false when there is no such client, or it did not read the channel */
  unsubscribe(clientId: string, channel: string): boolean;
  /** Sends to everyone who reads the channel. @returns how many clients */
  // biome-ignore lint/suspicious/noExplicitAny: any data, with no need of a cast
  broadcast(channel: string, event: string, data: any, id?: string): number;
  /** Sends to everyone. @returns how many clients */
  // biome-ignore lint/suspicious/noExplicitAny: any data, with no need of a cast
  broadcastAll(event: string, data: any, id?: string): number;
  /** @returns whether there is such a client */
  // biome-ignore lint/suspicious/noExplicitAny: any data, with no need of a cast
  sendTo(clientId: string, event: string, data: any, id?: string): boolean;
  /** All clients, oldest connection first. */
  getClients(): SSEClient[];
  /** Those who read the channel, oldest connection first. */
  getClientsByChannel(channel: string): SSEClient[];
  /** Ends all streams and closes the broadcaster, see `Broadcaster.close`. */
  shutdown(): void;
}
