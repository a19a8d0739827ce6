import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import type { ClientDetails } from '../../../types/clients.js';
import type { BroadcasterStats } from '../../../types/stats.js';
import type { Broadcaster } from '../../server/broadcaster-types.js';

/** What is used of a `ReadableStreamDefaultController`, those of byte streams included. */
export interface StreamController {
  readonly desiredSize: number | null;
  // biome-ignore lint/suspicious/noExplicitAny: controllers of strings fit as well, and are refused when used
  enqueue(chunk?: any): void;
  close(): void;
  error(reason?: unknown): void;
}

/** What is used of a `WritableStreamDefaultWriter`. */
export interface StreamWriter {
  readonly ready: PromiseLike<unknown>;
  readonly closed: PromiseLike<unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  write(chunk?: any): PromiseLike<void>;
  close(): PromiseLike<void>;
  abort(reason?: unknown): PromiseLike<void>;
}

/** Where the events of a client go. Those of Express, Next's pages API and `reply.raw` of Fastify are the first. */
export type HandlerResponse =
  | ServerResponse
  | Http2ServerResponse
  | StreamController
  | StreamWriter;

export interface SSEHandlerConfig {
  /** Default: the broadcaster `default`, created when it is first needed. */
  broadcaster?: Pick<Broadcaster, 'name' | 'publish'> | undefined;
}

/** Statistics about current connections; `details` has all that the broadcaster counts. */
export interface SSEHandlerStats {
  /** Connections open now. */
  totalConnections: number;
  /** Distinct users with a connection now. */
  uniqueUsers: number;
  /** Connections open now whose events C++ writes, which go through JavaScript, and without a response yet. */
  directConnections: number;
  streamConnections: number;
  pendingConnections: number;
  /** Events published, and how often one of them was handed to a connection. */
  eventsPublished: number;
  eventsDelivered: number;
  details: BroadcasterStats;
}

/** A client and what it did last. */
export interface SSEHandlerClient extends ClientDetails {
  /** When it last accepted a byte, in milliseconds since the epoch. */
  lastActivity: number;
}
