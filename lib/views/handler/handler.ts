import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type BroadcasterState,
  currentRequest,
  type NativeAdmission,
  targetKinds,
} from 'ssecast/native';
import { acceptAdmission } from '../../server/accept.js';
import { disconnectClients, inspect, listClients, readStats } from '../../server/clients.js';
import { cursorOf } from '../../server/cursor.js';
import { defaultState } from '../../server/default-broadcaster.js';
import { describe, InvalidArgumentError } from '../../server/errors.js';
import { toAdmission } from '../../server/identity.js';
import { isGone, type NodeResponse } from '../../server/node-response.js';
import { openReader } from '../../server/open-client.js';
import { type Check, check } from '../../server/options.js';
import { publishTo } from '../../server/publish.js';
import { retryAfter } from '../../server/response-headers.js';
import { stateOf } from '../../server/state-of.js';
import type { ClientInfo } from '../../types/clients.js';
import type { AnyEvents } from '../../types/events.js';
import type { Identity } from '../../types/options.js';
import { kindOfResponse, requestOf } from './response.js';
import { ControllerSink, type StreamSink, WriterSink } from './sinks.js';
import type {
  HandlerResponse,
  SSEHandlerClient,
  SSEHandlerConfig,
  SSEHandlerStats,
} from './types.js';

const checks: Record<keyof SSEHandlerConfig, Check> = {
  // `stateOf` checks it.
  broadcaster: { expected: '', test: () => true },
};

/**
 * Clients by ids of the application. A handler has no state: its clients are those of a broadcaster, so all
 * handlers of one broadcaster are the same, in every module and bundle of the process. `Events` types what
 * it sends.
 */
export class SSEHandler<Events extends object = AnyEvents> {
  readonly #given: BroadcasterState | undefined;

  /** @throws TypeError `ERR_SSECAST_INVALID_OPTION` */
  constructor(config: SSEHandlerConfig = {}) {
    check('', config, checks);
    const { broadcaster } = config;
    this.#given = broadcaster === undefined ? undefined : stateOf('broadcaster', broadcaster);
  }

  /**
   * Opens a client. A Node response gets status, headers and events, by the direct path where possible.
   * A controller or a writer gets the bytes of the events, no faster than it accepts them, and is closed at
   * the end; the caller sends its response. The cursor of a returning client is read from the Node
   * request, where it is known.
   *
   * A client that has the id already is replaced, as by `Map.set`: its stream ends.
   *
   * @returns false when no client was added: the response was a HEAD, is gone, or was answered 429 or 503;
   * a stream got a reconnection time, and was closed
   * @throws TypeError `ERR_SSECAST_INVALID_IDENTITY`, `ERR_SSECAST_INVALID_RESPONSE`; Error
   * `ERR_SSECAST_HEADERS_SENT`. Then no client was replaced.
   */
  addClient(
    id: string,
    userId: string,
    response: HandlerResponse,
    // biome-ignore lint/suspicious/noExplicitAny: any data, with no need of a cast
    metadata?: Record<string, any>,
  ): boolean {
    if (typeof id !== 'string' || id === '') throw invalidId(id);
    const identity: Identity = { clientId: id, userId, metadata };
    const known = kindOfResponse(response);
    // Checked before it replaces a client.
    const admission = toAdmission(identity);
    if (known.kind === 'node') return this.#accept(known.response, id, admission);
    return this.#feed(
      known.kind === 'controller'
        ? new ControllerSink(known.controller)
        : new WriterSink(known.writer),
      id,
      admission,
    );
  }

  /** Ends a client's stream. @returns whether there was such a client */
  removeClient(id: string): boolean {
    return id !== '' && disconnectClients(this.#state(), targetKinds.clients, id) > 0;
  }

  /** @returns the number of clients; 0 for an unknown user. All senders throw like `Broadcaster.publish`. */
  sendEventToUser<Name extends keyof Events & string>(
    userId: string,
    eventType: Name,
    data: Events[Name],
  ): number {
    return publishTo(this.#state(), { user: userId }, { event: eventType, data }).clients;
  }

  /** @returns whether there is such a client */
  sendEventToClient<Name extends keyof Events & string>(
    id: string,
    eventType: Name,
    data: Events[Name],
  ): boolean {
    return publishTo(this.#state(), { client: id }, { event: eventType, data }).clients > 0;
  }

  /** Sends to all clients. @returns their number */
  broadcastEvent<Name extends keyof Events & string>(eventType: Name, data: Events[Name]): number {
    return publishTo(this.#state(), 'all', { event: eventType, data }).clients;
  }

  getClient(id: string): ClientInfo | undefined {
    return listClients(this.#state(), targetKinds.clients, id)[0];
  }

  /** All clients, oldest connection first. */
  getClients(): ClientInfo[] {
    return listClients(this.#state(), targetKinds.all, '');
  }

  /** The current connections, and counters of events. */
  getStats(): SSEHandlerStats {
    const details = readStats(this.#state());
    return {
      totalConnections: details.clients.total,
      uniqueUsers: details.users,
      directConnections: details.clients.direct,
      streamConnections: details.clients.stream,
      pendingConnections: details.clients.pending,
      eventsPublished: details.published,
      eventsDelivered: details.deliveries,
      details,
    };
  }

  /**
   * All clients with their last activity. The broadcaster closes clients that accept no byte for
   * `connectionTimeout`.
   * @throws as `Broadcaster.inspect` (as rejections)
   */
  async getActivity(): Promise<SSEHandlerClient[]> {
    const clients = await inspect(this.#state());
    const now = Date.now();
    return clients.map((client) => ({ ...client, lastActivity: now - client.idle }));
  }

  #state(): BroadcasterState {
    return this.#given ?? defaultState();
  }

  #accept(response: NodeResponse, id: string, admission: NativeAdmission): boolean {
    const request = requestOf(response);
    // A response for which `acceptAdmission` admits no client replaces none.
    if (request.method !== 'HEAD' && !response.headersSent && !isGone(response)) {
      this.removeClient(id);
    }
    // The layer for HTTP/2 behaves like the classes of HTTP/1.
    const node = [request as IncomingMessage, response as ServerResponse] as const;
    return acceptAdmission(this.#state(), ...node, admission) !== undefined;
  }

  #feed(sink: StreamSink, id: string, admission: NativeAdmission): boolean {
    this.removeClient(id);
    const request = currentRequest()?.request;
    admission.lastEventId = cursorOf(request?.headers['last-event-id'], request?.url);
    const opened = openReader(this.#state(), admission, sink);
    if (opened.refusal !== undefined) {
      sink.refuse(`retry: ${retryAfter() * 1000}\n\n`);
      return false;
    }
    sink.follow(opened.reader);
    opened.reader.open();
    return true;
  }
}

/** The handler of the broadcaster `default`. */
export const sseHandler: SSEHandler = new SSEHandler();

function invalidId(id: unknown): InvalidArgumentError {
  return new InvalidArgumentError(
    'ERR_SSECAST_INVALID_IDENTITY',
    `Expected a string that is not empty for id but received ${describe(id)}`,
  );
}
