import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authorized, ExactlyAuthorized } from '../http/authorized.js';
import type { SSERoute, SSERouteOptions } from '../next/create-sse-route.js';
import type {
  FastifyReplyLike,
  FastifyRequestLike,
  FastifySSEHandler,
} from '../node/create-fastify-handler.js';
import type { NodeSSEHandler } from '../node/create-sse-handler.js';
import type { NodeSSEHandlerOptions } from '../node/serve.js';
import type { Broadcaster } from '../server/broadcaster-types.js';
import type { NodeRequest, NodeResponse } from '../server/node-response.js';
import type { EventSchema } from '../server/schemas-types.js';
import type { AskedPattern, NameOf, ParamsOf } from '../types/channel-names.js';
import type { ClientInfo } from '../types/clients.js';
import type { Published, PublishedEvent, Snapshot } from '../types/events.js';
import type { BroadcasterOptions, Identity } from '../types/options.js';
import type { EventsFor, EventsIn, ReceivedBy, SentBy } from './definition.js';

/** The metadata of clients without a type of their own. */
export type AnyMetadata = Record<string, unknown>;

/** Options of the broadcaster, and the type of the metadata. */
export interface LiveOptions<Metadata extends object = AnyMetadata> extends BroadcasterOptions {
  /**
   * The schema of the metadata that `authorize` returns, or `typed<{ name: string }>()`. It types `onJoin`,
   * `onLeave` and `clients`. Metadata that do not fit are an error of `authorize`: the request is answered
   * 500 and logged. Default: any metadata.
   */
  metadata?: EventSchema<unknown, Metadata> | undefined;
}

/** The other fields of a published event. */
export type SendOptions = Pick<PublishedEvent, 'id' | 'retry' | 'timestamp' | 'key'>;

/** The clients of a target. `Sent`: the data of each event. */
export interface LiveTarget<Sent extends object, Metadata extends object = AnyMetadata> {
  /**
   * Sends an event to the clients of the target, in the same order to each.
   * @returns the event's id on the wire, and the number of connected clients that it is addressed to
   * @throws TypeError `ERR_SSECAST_INVALID_EVENT` for a name that the channel does not have,
   * InvalidDataError `ERR_SSECAST_INVALID_DATA` for data that the schema refuses, and what
   * `Broadcaster.publish` throws. Then nothing was sent.
   */
  send<Name extends keyof Sent & string>(
    event: Name,
    data: Sent[Name],
    options?: SendOptions,
  ): Published;
  /** Ends the streams of the target's clients, see `Broadcaster.disconnect`. @returns their number */
  disconnect(): number;
  /** The clients of the target now, oldest connection first. */
  clients(): ClientInfo<Metadata>[];
}

/** The clients of one user, session or channel. */
export interface LiveChannel<Sent extends object, Metadata extends object = AnyMetadata>
  extends LiveTarget<Sent, Metadata> {
  /** Data for a page, and the cursor from which its stream goes on, see `Broadcaster.snapshot`. */
  snapshot<Data>(load: () => Data | Promise<Data>): Promise<Snapshot<Data>>;
}

/** What `authorize` let in, for the rules: what it returned but for responses and nothing. */
export type Who<Given> = Exclude<Given, Response | null | undefined>;

/**
 * Whether a client that asks for a channel may read it: `true`, or a function that says so. Only `true`
 * allows it. A rule that throws refuses the request, and is logged.
 */
export type ChannelRule<Pattern extends string, Given, AppRequest> =
  | boolean
  | ((
      params: ParamsOf<Pattern>,
      who: Who<Given>,
      request: AppRequest,
    ) => boolean | Promise<boolean>);

/** `allow` is left out where pages ask for no channel. */
export type WithAllow<Channels, Given, AppRequest> = [AskedPattern<Channels>] extends [never]
  ? { allow?: Record<string, never> | undefined }
  : {
      /** A rule for each channel of the definition that a page may ask for. */
      allow: {
        readonly [Pattern in AskedPattern<Channels>]: ChannelRule<Pattern, Given, AppRequest>;
      };
    };

/** What `authorize` of a definition may return. */
export type LiveAuthorized<Metadata extends object> =
  | (AnyMetadata extends Metadata ? Identity : Identity & { metadata: Metadata })
  | Response
  | null
  | undefined;

/** Options of a route of the App Router. */
export type LiveRouteOptions<Channels, Given extends Authorized, Context> = Omit<
  SSERouteOptions<Context, Given>,
  'broadcaster' | 'channels' | 'sessions'
> &
  WithAllow<Channels, Given, Request> &
  ExactlyAuthorized<Given>;

/** Options of a handler for Node.js. */
export type LiveHandlerOptions<Channels, AppRequest, AppResponse, Given extends Authorized> = Omit<
  NodeSSEHandlerOptions<AppRequest, AppResponse, Given>,
  'broadcaster' | 'channels' | 'sessions'
> &
  WithAllow<Channels, Given, AppRequest> &
  ExactlyAuthorized<Given>;

/** Called with a client that joined or left a channel. An error goes to the logger. */
export type ChannelListener<Pattern extends string, Metadata extends object> = (
  params: ParamsOf<Pattern>,
  client: ClientInfo<Metadata>,
) => void | Promise<void>;

/** The channels and events of an app: what it sends, who may read it, and who is there. */
export interface Live<Channels extends object, Metadata extends object = AnyMetadata> {
  /** All clients. */
  readonly all: LiveTarget<SentBy<EventsIn<Channels, 'all'>>, Metadata>;
  /** The clients of a user. */
  user(userId: string): LiveChannel<SentBy<EventsIn<Channels, 'user'>>, Metadata>;
  /** The clients of a session. */
  session(sessionId: string): LiveChannel<SentBy<EventsIn<Channels, 'session'>>, Metadata>;
  /**
   * The clients that read a channel.
   * @throws TypeError `ERR_SSECAST_INVALID_CHANNEL` for a name that the definition does not have
   */
  channel<
    // Not an alias: errors of the compiler list the names.
    const Name extends {
      [Pattern in AskedPattern<Channels>]: NameOf<Pattern>;
    }[AskedPattern<Channels>],
  >(name: Name): LiveChannel<SentBy<EventsFor<Channels, Name>>, Metadata>;

  /**
   * The handlers of an App Router route, see `createSSERoute`. `allow` has a rule for each channel that a
   * page may ask for.
   *
   * @example export const { GET, POST, OPTIONS } = live.route({ authorize, allow: { orders: true } })
   * @throws TypeError `ERR_SSECAST_INVALID_OPTION`
   */
  route<Context, Given extends LiveAuthorized<Metadata>>(
    options: LiveRouteOptions<Channels, Given, Context>,
  ): SSERoute;
  /** The handler for plain http, Express and `pages/api`, see `createSSEHandler`. */
  handler<
    Given extends LiveAuthorized<Metadata>,
    AppRequest extends NodeRequest = IncomingMessage,
    AppResponse extends NodeResponse = ServerResponse,
  >(
    options: LiveHandlerOptions<Channels, AppRequest, AppResponse, Given>,
  ): NodeSSEHandler<AppRequest, AppResponse>;
  /** The handler of a Fastify route, see `createFastifyHandler`. */
  fastifyHandler<
    Given extends LiveAuthorized<Metadata>,
    AppRequest extends FastifyRequestLike = FastifyRequestLike,
    AppResponse extends FastifyReplyLike = FastifyReplyLike,
  >(
    options: LiveHandlerOptions<Channels, AppRequest, AppResponse, Given>,
  ): FastifySSEHandler<AppRequest, AppResponse>;

  /**
   * Calls the listener for each client of this thread that begins to read a channel of the pattern: when
   * it connects, by POST, or by `subscribe`. One listener for a pattern: a later one replaces it, so that
   * a module that Next.js evaluates several times is called once.
   * @returns a function that removes the listener
   * @throws TypeError `ERR_SSECAST_INVALID_CHANNEL`, `ERR_SSECAST_INVALID_LISTENER`
   */
  onJoin<Pattern extends AskedPattern<Channels>>(
    pattern: Pattern,
    listener: ChannelListener<Pattern, Metadata>,
  ): () => void;
  /** The same for each client that ends to read it, also because its stream ends. */
  onLeave<Pattern extends AskedPattern<Channels>>(
    pattern: Pattern,
    listener: ChannelListener<Pattern, Metadata>,
  ): () => void;

  /** All clients, oldest connection first. */
  clients(): ClientInfo<Metadata>[];
  /** The broadcaster underneath: statistics, shutdown, and every target. */
  readonly broadcaster: Broadcaster;
  /** A type and no value, for `createHooks` and `EventsOf`. */
  readonly '~received': ReceivedBy<Channels>;
}
