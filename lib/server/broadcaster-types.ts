import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  ClientDetails,
  ClientInfo,
  ConnectListener,
  DisconnectListener,
} from '../types/clients.js';
import type { Published, PublishedEvent, Snapshot, Target } from '../types/events.js';
import type { Member } from '../types/members.js';
import type { Admittance } from '../types/options.js';
import type { BroadcasterStats, DrainReport } from '../types/stats.js';
import type { ConnectOptions } from './connect.js';
import type { DrainOptions } from './drain.js';

/** An event whose name is a key of `Events`, with the data that belongs to it. */
export type EventOf<Events> = {
  [Name in keyof Events & string]: PublishedEvent<Events[Name], Name>;
}[keyof Events & string];

/**
 * A named, process-wide broadcaster. `Events` maps the names of events to their data.
 *
 * After `close()`, also in another thread, `publish` throws an Error `ERR_SSECAST_CLOSED`, `connect` and
 * `accept` answer 503, and `drain` rejects with an Error of the same code. Every other function behaves
 * as for a broadcaster without clients.
 */
export interface Broadcaster<Events extends object = Record<string, unknown>> {
  readonly name: string;

  /**
   * Sends an event to the clients of the target, in the same order to each. `data` is any value that JSON
   * can hold; undefined is sent as null.
   * @returns the event's id on the wire, and the number of connected clients that it is addressed to
   * @throws TypeError `ERR_SSECAST_INVALID_TARGET`, `_EVENT`, `_ID`, `_DATA`; RangeError
   * `ERR_SSECAST_INVALID_RETRY`, `ERR_SSECAST_EVENT_TOO_LARGE`; RateLimitError
   * `ERR_SSECAST_RATE_LIMITED`; Error `ERR_SSECAST_CLOSED`. Then nothing was sent.
   */
  publish<Name extends keyof Events & string>(
    target: Target,
    event: PublishedEvent<Events[Name], Name>,
  ): Published;

  /**
   * Opens a client for a web `Request`, as in a Next.js route handler. Return the response as it is:
   * where ssecast knows the Node response under it, the events go there and the body stays empty. To
   * transform the body, make a response with headers of your own.
   * @returns the stream; or, with `Retry-After`, 503 when `maxConnections` is reached or the broadcaster
   * is drained or closed, 429 when `maxConnectionsPerUser` is reached; for HEAD the headers alone
   * @throws TypeError `ERR_SSECAST_INVALID_IDENTITY`, `ERR_SSECAST_INVALID_CHANNEL`; Error
   * `ERR_SSECAST_DUPLICATE_CLIENT` (as a rejection)
   */
  connect(options?: ConnectOptions): Promise<Response>;

  /**
   * Opens a client for a Node response: plain http, Express, Fastify (after `reply.hijack()`),
   * pages/api. Headers that the response has by then are sent, too; ssecast writes its body.
   * @returns the client's id; undefined when the request was answered 429 or 503, was a HEAD, or is gone
   * @throws TypeError `ERR_SSECAST_INVALID_IDENTITY`, `ERR_SSECAST_INVALID_CHANNEL`; Error
   * `ERR_SSECAST_DUPLICATE_CLIENT`, `ERR_SSECAST_HEADERS_SENT`
   */
  accept(
    request: IncomingMessage,
    response: ServerResponse,
    identity?: Admittance,
  ): string | undefined;

  /**
   * Subscribes a client to a channel, from now on.
   * @returns false when there is no such client, or it reads the channel already
   * @throws TypeError `ERR_SSECAST_INVALID_CHANNEL`
   */
  subscribe(clientId: string, channel: string): boolean;
  /**
   * Unsubscribes a client from a channel. A POST of the client that is just joining the channel joins
   * nothing and is answered 503, so that the client asks again.
   * @returns false when there is no such client, or it does not read the channel
   */
  unsubscribe(clientId: string, channel: string): boolean;

  client(clientId: string): ClientInfo | undefined;
  /** All clients, oldest connection first. */
  clients(): ClientInfo[];
  clientsIn(channel: string): ClientInfo[];

  /**
   * Ends the streams of the target's clients, each after a last complete event. A browser's `EventSource`
   * reconnects: to end that, answer its next request 204 or 401.
   *
   * A client of the target that is being admitted (its `authorize` or `channels` is awaited) is refused
   * with 503 and `Retry-After`, and asks again. So revoke the rights first, then disconnect. A call inside
   * `authorize`, to make room for a client, does not refuse that client.
   * @returns the number of streams
   * @throws TypeError `ERR_SSECAST_INVALID_TARGET`
   */
  disconnect(target: Target): number;

  /**
   * Takes a ticket for a client that is admitted later. An application that looks up an identity before it
   * calls `connect` or `accept` takes the ticket first and passes it on as `ticket`. A client that is
   * disconnected in between is then refused. Routes and handlers of ssecast do this by themselves.
   *
   * @example
   * const ticket = live.ticket()
   * const userId = await userOf(request)
   * return live.connect({ userId, request, ticket })
   */
  ticket(): number;

  /**
   * Calls the listener once for each client that this thread admits, through any API and any copy of a
   * module. The response is not sent yet, so `path` is `'pending'`; a client whose response is never sent
   * ends as `abandoned` after 10 s. `onDisconnect` follows once for each client. The listener stays when
   * the broadcaster is closed and created again.
   * @returns a function that removes the listener
   * @throws TypeError `ERR_SSECAST_INVALID_LISTENER`; Error `ERR_SSECAST_TOO_MANY_LISTENERS` for one more
   * than 1,000
   */
  onConnect(listener: ConnectListener): () => void;

  /**
   * Calls the listener once for each client of this thread that is gone, with the reason. The listener
   * stays when the broadcaster is closed and created again.
   * @returns a function that removes the listener
   * @throws as `onConnect`
   */
  onDisconnect(listener: DisconnectListener): () => void;

  stats(): BroadcasterStats;

  /**
   * All clients, oldest connection first, with the state that only their worker threads know. Use it to
   * examine a problem: it asks every worker and lists every client. It does not keep the process alive.
   * @throws Error `ERR_SSECAST_NO_ANSWER` when the workers do not answer within 5 seconds,
   * `ERR_SSECAST_TOO_MANY_QUESTIONS` (as a rejection)
   */
  inspect(): Promise<ClientDetails[]>;

  /**
   * Data for a page that is rendered now, and kept up to date by a stream afterwards. The cursor is taken
   * before `load` is called. With `useSSE({ cursor })` the stream goes on exactly there, so the page
   * misses no event that was published while `load` ran or before the page opened. An event may be in the
   * data already, so handle events so that a second one does no harm.
   *
   * When the history no longer reaches back to the cursor as `load` ends, `load` is called again, three
   * times at most. A client whose cursor is still too old gets a `gap`. A page that is rendered at build
   * time has a cursor of another process: render it for each request.
   * @param channel the channel that the stream reads, like `news` or `user:42`
   * @param load returns the data; an error of it is passed on
   * @throws TypeError `ERR_SSECAST_INVALID_CHANNEL`, `ERR_SSECAST_INVALID_LOAD` (as a rejection)
   */
  snapshot<Data>(channel: string, load: () => Data | Promise<Data>): Promise<Snapshot<Data>>;

  /**
   * The users that read a channel of the option `presence`: each once, whatever the number of its clients,
   * sorted by `userId`; with a backplane those of all processes, without one those of this thread. Clients
   * without a user are not listed. Readers of the channel get the events `presence.join` and
   * `presence.leave`, with a `Member` as data.
   * @throws TypeError `ERR_SSECAST_INVALID_CHANNEL` for a channel that the option does not name; Error
   * `ERR_SSECAST_BACKPLANE_UNAVAILABLE` when the backplane does not answer (as rejections)
   */
  presence(channel: string): Promise<Member[]>;

  /**
   * Ends all streams in good order, before the process ends. New clients are refused (503). Each client is
   * sent the events that wait for it, a reconnection time of its own, and the end of the stream. Clients
   * that have not drained by the deadline are closed. Then `history.file` is written.
   *
   * It keeps the process alive until then. A second call joins the first and ignores its own deadline.
   * `publish` still adds to the history afterwards; `close()` ends that. `register` of
   * ssecast/next/instrumentation and `drainOnSignals` of ssecast/node call it on SIGTERM and SIGINT.
   * @returns how many clients have drained, and how many were closed
   * @throws TypeError or RangeError `ERR_SSECAST_INVALID_OPTION`; Error `ERR_SSECAST_CLOSED`,
   * `ERR_SSECAST_NO_ANSWER` when the workers have not answered 5 seconds after the deadline (as a
   * rejection)
   */
  drain(options?: DrainOptions): Promise<DrainReport>;

  /** Ends every stream and the worker threads. `createBroadcaster` of the same name starts anew. */
  close(): void;
}

/**
 * A broadcaster whose events travel between processes through a backplane. Clients of all processes get
 * all events, in one order, and may come back to any of them. Counts and lists of clients are those of this
 * process.
 */
export interface BackplaneBroadcaster<Events extends object = Record<string, unknown>>
  extends Omit<Broadcaster<Events>, 'publish' | 'accept' | 'disconnect'> {
  /**
   * Sends an event to the clients of the target in all processes, in the same order to each. Events that
   * are published in one run of code, or while the backplane is busy, travel together.
   *
   * The promise need not be awaited: a rejection goes to `onBackplaneError` and the logger as well, and ends
   * no process.
   * @returns the event's id on the wire, and the number of clients of this process that it is addressed to,
   * when the backplane has the event
   * @throws what `Broadcaster.publish` throws, and Error `ERR_SSECAST_BACKPLANE_FULL` when too many events
   * wait, `ERR_SSECAST_BACKPLANE_UNAVAILABLE` when the backplane did not take it in time,
   * `ERR_SSECAST_BACKPLANE_REFUSED` when it refused the event: then nothing was sent.
   * `ERR_SSECAST_BACKPLANE_UNCERTAIN`: it is unknown whether the event was sent; with an `id` of its own
   * it can be published again, and arrives once. All as rejections
   */
  publish<Name extends keyof Events & string>(
    target: Target,
    event: PublishedEvent<Events[Name], Name>,
  ): Promise<Published>;

  /**
   * Opens a client for a Node response, see `Broadcaster.accept`. A client that comes back waits until this
   * process has what it missed, 10 s at most; one that the backplane cannot serve gets a `gap`.
   * @returns the client's id; undefined when the request was answered 429 or 503, was a HEAD, or is gone
   * @throws what `Broadcaster.accept` throws (as rejections)
   */
  accept(
    request: IncomingMessage,
    response: ServerResponse,
    identity?: Admittance,
  ): Promise<string | undefined>;

  /**
   * Ends the streams of the target's clients, see `Broadcaster.disconnect`: here at once, and in the other
   * processes as they read it.
   * @returns the number of streams of this process, when the backplane has the message
   * @throws TypeError `ERR_SSECAST_INVALID_TARGET`, and the codes of `publish` when it is not known whether
   * the other processes get the message (as rejections)
   */
  disconnect(target: Target): Promise<number>;
}

/** `accept` of a broadcaster with a backplane or without. */
export type AnyAccept = (
  ...given: Parameters<Broadcaster['accept']>
) => ReturnType<Broadcaster['accept']> | ReturnType<BackplaneBroadcaster['accept']>;
