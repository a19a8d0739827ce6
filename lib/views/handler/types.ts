import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import type { Broadcaster } from '../../server/broadcaster-types.js';
import type { ClientDetails } from '../../types/clients.js';
import type { BroadcasterStats } from '../../types/stats.js';

/** The part of a `ReadableStreamDefaultController`, also of byte streams, that ssecast uses. */
export interface StreamController {
  readonly desiredSize: number | null;
  // biome-ignore lint/suspicious/noExplicitAny: controllers of strings fit as well, and are refused when used
  enqueue(chunk?: any): void;
  close(): void;
  error(reason?: unknown): void;
}

/** The part of a `WritableStreamDefaultWriter` that ssecast uses. */
export interface StreamWriter {
  readonly ready: PromiseLike<unknown>;
  readonly closed: PromiseLike<unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  write(chunk?: any): PromiseLike<void>;
  close(): PromiseLike<void>;
  abort(reason?: unknown): PromiseLike<void>;
}

/** Where the events of a client go. Responses of Express, of Next's pages API and `reply.raw` of Fastify are of the first kind. */
export type HandlerResponse =
  | ServerResponse
  | Http2ServerResponse
  | StreamController
  | StreamWriter;

export interface SSEHandlerConfig {
  /** Default: the broadcaster `default`, created when it is first needed. */
  broadcaster?: Pick<Broadcaster, 'name' | 'clients'> | undefined;
}

/** Statistics about current connections; `details` has every counter of the broadcaster. */
export interface SSEHandlerStats {
  /** Connections open now. */
  totalConnections: number;
  /** Distinct users with a connection now. */
  uniqueUsers: number;
  /** Open connections on the direct path, on the stream path, and without a response yet. */
  directConnections: number;
  streamConnections: number;
  pendingConnections: number;
  /** Events published, and deliveries of them to connections. */
  eventsPublished: number;
  eventsDelivered: number;
  details: BroadcasterStats;
}

/** A client with its last activity. */
export interface SSEHandlerClient extends ClientDetails {
  /** When it last accepted a byte, in milliseconds since the epoch. */
  lastActivity: number;
}
