import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  ClientDetails,
  ClientInfo,
  ConnectListener,
  DisconnectListener,
} from '../../types/clients.js';
import type { Published, PublishedEvent, Snapshot, Target } from '../../types/events.js';
import type { Admittance } from '../../types/options.js';
import type { BroadcasterStats, DrainReport } from '../../types/stats.js';
import type { ConnectOptions } from './connect.js';
import type { DrainOptions } from './drain.js';

/** An event whose name is a key of `Events`, with the data that belongs to it. */
export type EventOf<Events> = {
  [Name in keyof Events & string]: PublishedEvent<Events[Name]> & { event: Name };
}[keyof Events & string];

/**
 * A named, process-wide broadcaster. `Events` maps the names of events to their data.
 *
 * After `close()`, whoever called it, `publish` throws an Error `ERR_SSECAST_CLOSED`, `connect` and
 * `accept` answer 503, `drain` rejects with an Error of the same code, and everything else finds a
 * broadcaster without clients.
 */
export interface Broadcaster<Events extends object = Record<string, unknown>> {
  readonly name: string;

  /**
   * Sends an event to everyone the target means, in the same order for all of them. `data` may be
   * anything JSON can hold; undefined is sent as null.
   * @returns the event's id on the wire, and how many connected clients it was addressed to
   * @throws TypeError `ERR_SSECAST_INVALID_TARGET`, `_EVENT`, `_ID`, `_DATA`; RangeError
   * `ERR_SSECAST_INVALID_RETRY`, `ERR_SSECAST_EVENT_TOO_LARGE`; RateLimitError
   * `ERR_SSECAST_RATE_LIMITED`; Error `ERR_SSECAST_CLOSED`. Then nothing was sent to anybody.
   */
  publish(target: Target, event: EventOf<Events>): Published;

  /**
   * Opens a client for a web `Request`, as in a Next.js route handler. Return the response as it is:
   * where the Node response under it is known, the events go there and its body stays empty. To send
   * the body through something of your own, make a response with headers of your own.
   * @returns the stream; or, with `Retry-After`, 503 when `maxConnections` is reached or the broadcaster
   * is drained or closed, 429 when `maxConnectionsPerUser` is reached; for HEAD the headers alone
   * @throws TypeError `ERR_SSECAST_INVALID_IDENTITY`, `ERR_SSECAST_INVALID_CHANNEL`; Error
   * `ERR_SSECAST_DUPLICATE_CLIENT` (as a rejection)
   */
  connect(options?: ConnectOptions): Promise<Response>;

  /**
   * Opens a client for a Node response: plain http, Express, Fastify (after `reply.hijack()`),
   * pages/api. Headers that the response has already are sent, too; its body belongs to ssecast.
   * @returns the client's id; undefined when it was answered 429 or 503, was a HEAD, or is gone
   * already
   * @throws TypeError `ERR_SSECAST_INVALID_IDENTITY`, `ERR_SSECAST_INVALID_CHANNEL`; Error
   * `ERR_SSECAST_DUPLICATE_CLIENT`, `ERR_SSECAST_HEADERS_SENT`
   */
  accept(
    request: IncomingMessage,
    response: ServerResponse,
    identity?: Admittance,
  ): string | undefined;

  /**
   * Lets a client read a channel from now on.
   * @returns false when there is no such client, or it reads the channel already
   * @throws TypeError `ERR_SSECAST_INVALID_CHANNEL`
   */
  subscribe(clientId: string, channel: string): boolean;
  /**
   * Takes a channel off a client. One that is about to join it by asking (POST) joins nothing and is
   * answered 503, so that it asks again.
   * @returns false when there is no such client, or it did not read the channel
   */
  unsubscribe(clientId: string, channel: string): boolean;

  client(clientId: string): ClientInfo | undefined;
  /** All clients, oldest connection first. */
  clients(): ClientInfo[];
  clientsIn(channel: string): ClientInfo[];

  /**
   * Ends the streams of everyone the target means, each after a last complete frame. A browser's
   * `EventSource` comes back: to keep it away, answer its next request 204 or 401.
   *
   * A client of theirs that is being admitted (its `authorize` is awaited, or its `channels`) is refused
   * with 503 and `Retry-After` and asks again, so revoke first, then disconnect. Only what `authorize`
   * disconnects itself, to make room, does not count against its own client.
   * @returns how many had a stream
   * @throws TypeError `ERR_SSECAST_INVALID_TARGET`
   */
  disconnect(target: Target): number;

  /**
   * Takes a ticket for a client that is admitted later: the first thing to do for an app that looks up who
   * a client is before it calls `connect` or `accept`. Given to them as `ticket`, it makes what was
   * disconnected in between count. Routes and handlers of ssecast do this themselves.
   *
   * @example
   * const ticket = live.ticket()
   * const userId = await userOf(request)
   * return live.connect({ userId, request, ticket })
   */
  ticket(): number;

  /**
   * Calls the listener once for every client that this thread admits, whatever opened it and from whatever
   * copy of a module. Its response is about to be sent, so its `path` is `'pending'`; one whose response is
   * never sent goes as `abandoned` after 10 s. Each is told to `onDisconnect` once, later. The listener
   * stays when the broadcaster is closed and created again.
   * @returns a function that takes the listener off
   * @throws TypeError `ERR_SSECAST_INVALID_LISTENER`; Error `ERR_SSECAST_TOO_MANY_LISTENERS` for one more
   * than 1,000
   */
  onConnect(listener: ConnectListener): () => void;

  /**
   * Calls the listener once for every client that this thread admitted and that is gone, with the reason.
   * It stays when the broadcaster is closed and created again.
   * @returns a function that takes the listener off
   * @throws as `onConnect`
   */
  onDisconnect(listener: DisconnectListener): () => void;

  stats(): BroadcasterStats;

  /**
   * All clients, oldest connection first, with what only their worker threads know. For looking at a
   * problem: it asks every worker and lists every client. Does not keep the process alive.
   * @throws Error `ERR_SSECAST_NO_ANSWER` when the workers do not answer within 5 seconds,
   * `ERR_SSECAST_TOO_MANY_QUESTIONS` (as a rejection)
   */
  inspect(): Promise<ClientDetails[]>;

  /**
   * Data for a page that is rendered now and kept up to date by its stream afterwards. The cursor is
   * taken before `load` is called: given to `useSSE({ cursor })`, it makes the stream go on exactly
   * there, so an event that was published while `load` ran, or before the page was there, is never
   * missed. It may show in the data already, so let events be harmless when they come twice.
   *
   * When the history has moved past the cursor before `load` ends, it is called again, three times at
   * most; a client whose cursor is too old all the same gets its `gap`. A page that was rendered at
   * build time has a cursor of another process: let it be rendered for each request.
   * @param channel the channel that the stream reads, like `news` or `user:42`
   * @param load gives the data; what it throws is passed on
   * @throws TypeError `ERR_SSECAST_INVALID_CHANNEL`, `ERR_SSECAST_INVALID_LOAD` (as a rejection)
   */
  snapshot<Data>(channel: string, load: () => Data | Promise<Data>): Promise<Snapshot<Data>>;

  /**
   * Ends all streams in good order, before the process ends: nobody is admitted any more (503), every
   * client is sent what waits for it, its own time to come back after, and the end of the stream. Who
   * has not taken that by the deadline is closed. Then `history.file` is written.
   *
   * Keeps the process alive until then. A second call joins the first, whatever its deadline. `publish`
   * still reaches the history afterwards; `close()` ends it. `register` of ssecast/next/instrumentation
   * and `drainOnSignals` of ssecast/node call it on SIGTERM and SIGINT.
   * @returns who got everything and who did not
   * @throws TypeError or RangeError `ERR_SSECAST_INVALID_OPTION`; Error `ERR_SSECAST_CLOSED`,
   * `ERR_SSECAST_NO_ANSWER` when the workers have not answered 5 seconds after the deadline (as a
   * rejection)
   */
  drain(options?: DrainOptions): Promise<DrainReport>;

  /** Ends every stream and the worker threads. `createBroadcaster` of the same name begins anew. */
  close(): void;
}
