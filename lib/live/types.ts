import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BackplaneSettings } from '../backplane/options.js';
import type { UnknownKeys } from '../http/authorized.js';
import type { SSERoute, SSERouteOptions } from '../next/create-sse-route.js';
import type {
  FastifyReplyLike,
  FastifyRequestLike,
  FastifySSEHandler,
} from '../node/create-fastify-handler.js';
import type { NodeSSEHandler } from '../node/create-sse-handler.js';
import type { NodeSSEHandlerOptions } from '../node/serve.js';
import type { BackplaneBroadcaster, Broadcaster } from '../server/broadcaster-types.js';
import type { NodeRequest, NodeResponse } from '../server/node-response.js';
import type { EventSchema } from '../server/schemas-types.js';
import type { AskedPattern, NameOf, ParamsOf } from '../types/channel-names.js';
import type { ClientInfo } from '../types/clients.js';
import type { Published, PublishedEvent, Snapshot } from '../types/events.js';
import type { JsonOf } from '../types/json-of.js';
import type { Member, PresenceOptions } from '../types/members.js';
import type { WithMisspelt } from '../types/misspelt.js';
import type { BroadcasterOptions, Identity } from '../types/options.js';
import type { EventsFor, EventsIn, ReceivedBy, SentBy } from './definition.js';

/** The metadata of clients without a type of their own. */
export type AnyMetadata = Record<string, unknown>;

/** Options of the broadcaster, and the type of the metadata. `Present`: the channels with members. */
export interface LiveOptions<Metadata extends object = AnyMetadata, Present extends string = string>
  extends Omit<BroadcasterOptions, 'presence'> {
  /**
   * The schema of the metadata that `authorize` returns, or `typed<{ name: string }>()`. It types `onJoin`,
   * `onLeave` and `clients`. Metadata that do not fit are an error of `authorize`: the request is answered
   * 500 and logged. Default: any metadata.
   */
  metadata?: EventSchema<unknown, Metadata> | undefined;
  /**
   * Channels whose readers are listed as members: `{ channels: ['room:[id]'] }` for `live.presence()` and
   * `usePresence()`. Every reader of such a channel gets the metadata of the others. Default: none.
   */
  presence?: PresenceOptions<Present> | undefined;
}

/** The other fields of a published event. `key`: default is the event's name with its channel. */
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

/** `LiveTarget` of a definition with a backplane. */
export interface BackplaneLiveTarget<Sent extends object, Metadata extends object = AnyMetadata>
  extends Pick<LiveTarget<Sent, Metadata>, 'clients'> {
  /**
   * Sends an event to the clients of the target in all processes, in the same order to each. The promise
   * need not be awaited: a rejection goes to `onBackplaneError` and the logger as well.
   * @returns the event's id on the wire, and the number of clients of this process that it is addressed to,
   * when the backplane has the event
   * @throws what `BackplaneBroadcaster.publish` throws, TypeError `ERR_SSECAST_INVALID_EVENT` for a name that
   * the channel does not have, and InvalidDataError `ERR_SSECAST_INVALID_DATA` (as rejections)
   */
  send<Name extends keyof Sent & string>(
    event: Name,
    data: Sent[Name],
    options?: SendOptions,
  ): Promise<Published>;
  /**
   * Ends the streams of the target's clients in all processes, see `BackplaneBroadcaster.disconnect`.
   * @returns their number in this process
   */
  disconnect(): Promise<number>;
}

/** `LiveChannel` of a definition with a backplane. */
export interface BackplaneLiveChannel<Sent extends object, Metadata extends object = AnyMetadata>
  extends BackplaneLiveTarget<Sent, Metadata>,
    Pick<LiveChannel<Sent, Metadata>, 'snapshot'> {}

/**
 * What `authorize` let in, for the rules: what it returned but for responses and nothing. Where it has an
 * unknown key, the rules may read all keys of an identity: the compiler reports that key alone.
 */
export type Who<Given> = Exclude<Given, Response | null | undefined> &
  ([UnknownKeys<Given>] extends [never] ? unknown : Required<Identity>);

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
export type WithAllow<Channels, Given, AppRequest, Named extends string> = [
  AskedPattern<Channels>,
] extends [never]
  ? { allow?: Record<string, never> | undefined }
  : {
      /** A rule for each channel of the definition that a page may ask for. */
      allow: WithMisspelt<
        {
          readonly [Pattern in AskedPattern<Channels>]: ChannelRule<Pattern, Given, AppRequest>;
        },
        Named
      >;
    };

/** What `authorize` of a definition may return. */
export type LiveAuthorized<Metadata extends object> =
  | (AnyMetadata extends Metadata ? Identity : Identity & { metadata: Metadata })
  | Response
  | null
  | undefined;

/**
 * What the rules read, while another error keeps the compiler from what `authorize` returns: that error is
 * enough.
 */
type OrAnyIdentity<Given, Metadata extends object> = unknown extends Given
  ? Required<Identity> & { metadata: Metadata }
  : Given;

/** Options of a route of the App Router. */
export type LiveRouteOptions<
  Channels,
  Metadata extends object,
  Given,
  Context,
  Named extends string = never,
> = Omit<
  SSERouteOptions<Context, Given, LiveAuthorized<Metadata>>,
  'broadcaster' | 'channels' | 'sessions'
> &
  WithAllow<Channels, OrAnyIdentity<Given, Metadata>, Request, Named>;

/** Options of a handler for Node.js. */
export type LiveHandlerOptions<
  Channels,
  Metadata extends object,
  AppRequest,
  AppResponse,
  Given,
  Named extends string = never,
> = Omit<
  NodeSSEHandlerOptions<AppRequest, AppResponse, Given, LiveAuthorized<Metadata>>,
  'broadcaster' | 'channels' | 'sessions'
> &
  WithAllow<Channels, OrAnyIdentity<Given, Metadata>, AppRequest, Named>;

/** Called with a client that joined or left a channel. An error goes to the logger. */
export type ChannelListener<Pattern extends string, Metadata extends object> = (
  params: ParamsOf<Pattern>,
  client: ClientInfo<Metadata>,
) => void | Promise<void>;

/**
 * The channels and events of an app: what it sends, who may read it, and who is there. `Present`: the channels
 * with members.
 */
export interface Live<
  Channels extends object,
  Metadata extends object = AnyMetadata,
  Present extends string = AskedPattern<Channels>,
> {
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
  route<Context, Given, Named extends string = never>(
    options: LiveRouteOptions<Channels, Metadata, Given, Context, Named>,
  ): SSERoute;
  /** The handler for plain http, Express and `pages/api`, see `createSSEHandler`. */
  handler<
    Given,
    AppRequest extends NodeRequest = IncomingMessage,
    AppResponse extends NodeResponse = ServerResponse,
    Named extends string = never,
  >(
    options: LiveHandlerOptions<Channels, Metadata, AppRequest, AppResponse, Given, Named>,
  ): NodeSSEHandler<AppRequest, AppResponse>;
  /** The handler of a Fastify route, see `createFastifyHandler`. */
  fastifyHandler<
    Given,
    AppRequest extends FastifyRequestLike = FastifyRequestLike,
    AppResponse extends FastifyReplyLike = FastifyReplyLike,
    Named extends string = never,
  >(
    options: LiveHandlerOptions<Channels, Metadata, AppRequest, AppResponse, Given, Named>,
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
  /**
   * The users that read a channel of the option `presence`, each once, sorted by `userId`; see
   * `Broadcaster.presence`. `usePresence` keeps the list up to date on a page.
   * @throws TypeError `ERR_SSECAST_INVALID_CHANNEL`; Error `ERR_SSECAST_BACKPLANE_UNAVAILABLE` (as rejections)
   */
  presence(
    // Not an alias: errors of the compiler list the names.
    channel: { [Pattern in Present]: NameOf<Pattern> }[Present],
  ): Promise<Member<JsonOf<Metadata>>[]>;
  /** The broadcaster underneath: statistics, shutdown, and every target. */
  readonly broadcaster: Broadcaster;
  /** A type and no value, for `createHooks` and `EventsOf`. */
  readonly '~received': ReceivedBy<Channels>;
  /** The same for `createPresence`: the metadata of members, by channel. */
  readonly '~members': { [Pattern in Present]: JsonOf<Metadata> };
}

/** `Live` with a backplane: `send` and `disconnect` give promises, and the rest is the same. */
export interface BackplaneLive<
  Channels extends object,
  Metadata extends object = AnyMetadata,
  Present extends string = AskedPattern<Channels>,
> extends Omit<
    Live<Channels, Metadata, Present>,
    'all' | 'user' | 'session' | 'channel' | 'broadcaster'
  > {
  /** All clients. */
  readonly all: BackplaneLiveTarget<SentBy<EventsIn<Channels, 'all'>>, Metadata>;
  /** The clients of a user. */
  user(userId: string): BackplaneLiveChannel<SentBy<EventsIn<Channels, 'user'>>, Metadata>;
  /** The clients of a session. */
  session(sessionId: string): BackplaneLiveChannel<SentBy<EventsIn<Channels, 'session'>>, Metadata>;
  /**
   * The clients that read a channel.
   * @throws TypeError `ERR_SSECAST_INVALID_CHANNEL` for a name that the definition does not have
   */
  channel<
    const Name extends {
      [Pattern in AskedPattern<Channels>]: NameOf<Pattern>;
    }[AskedPattern<Channels>],
  >(name: Name): BackplaneLiveChannel<SentBy<EventsFor<Channels, Name>>, Metadata>;
  /** The broadcaster underneath: statistics, shutdown, and every target. */
  readonly broadcaster: BackplaneBroadcaster;
}

/** Options of a definition with a backplane. */
export interface BackplaneLiveOptions<
  Metadata extends object = AnyMetadata,
  Present extends string = string,
> extends LiveOptions<Metadata, Present>,
    BackplaneSettings {}
