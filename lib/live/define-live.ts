import type { BroadcasterState } from 'ssecast/native';
import type { MaybeBackplane } from '../backplane/options.js';
import { createSSERoute, type SSERouteOptions } from '../next/create-sse-route.js';
import { createFastifyHandler } from '../node/create-fastify-handler.js';
import { createSSEHandler } from '../node/create-sse-handler.js';
import { createBroadcaster } from '../server/broadcaster.js';
import {
  describe,
  InvalidArgumentError,
  invalidArgument,
  invalidOption,
} from '../server/errors.js';
import { checkListener } from '../server/listen.js';
import { advise } from '../server/nearest.js';
import { attachPresence } from '../server/presence.js';
import { checkSchema, type EventEntry, toEntries } from '../server/schemas.js';
import { stateOf } from '../server/state-of.js';
import type { AskedPattern } from '../types/channel-names.js';
import type { Target } from '../types/events.js';
import type { LiveDefinition } from './definition.js';
import { kOwnChannels, Patterns, toPattern } from './patterns.js';
import { toTracked } from './presence.js';
import { toRouteOptions } from './routes.js';
import { BackplaneTarget, ChannelTarget } from './target.js';
import type {
  AnyMetadata,
  BackplaneLive,
  BackplaneLiveOptions,
  Live,
  LiveOptions,
} from './types.js';

type HandlerOptions = Parameters<typeof createSSEHandler>[0];
type FastifyOptions = Parameters<typeof createFastifyHandler>[0];

/**
 * Defines the channels of an app and their events, once: the server sends through the result, and
 * `createHooks<typeof live>()` gives the hooks of its pages. `options` are those of `createBroadcaster`.
 * With a `backplane` among them `send` and `disconnect` give promises.
 *
 * The definition maps channels to events, and events to schemas (zod, valibot, arktype) or to `typed<T>()`.
 * Without any, `defineLive<{ orders: { order: Order } }>()` has types alone: the compiler checks them, and
 * nothing is checked at run time.
 *
 * @example
 * export const live = defineLive({
 *   user: { notice: z.object({ title: z.string() }) },
 *   'room:[id]': { message: z.object({ from: z.string(), text: z.string() }) },
 * })
 * live.user('42').send('notice', { title: 'Approved' })
 * @throws TypeError or RangeError `ERR_SSECAST_INVALID_OPTION`
 */
export function defineLive<
  const Definition extends LiveDefinition,
  Metadata extends object = AnyMetadata,
  const Present extends AskedPattern<Definition> = never,
>(
  definition: Definition,
  options: BackplaneLiveOptions<Metadata, Present>,
): BackplaneLive<Definition, Metadata, Present>;
export function defineLive<
  const Definition extends LiveDefinition,
  Metadata extends object = AnyMetadata,
  const Present extends AskedPattern<Definition> = never,
>(
  definition: Definition,
  options?: LiveOptions<Metadata, Present>,
): Live<Definition, Metadata, Present>;
export function defineLive<Channels extends object, Metadata extends object = AnyMetadata>(
  definition: undefined,
  options: BackplaneLiveOptions<Metadata, AskedPattern<Channels>>,
): BackplaneLive<Channels, Metadata>;
export function defineLive<Channels extends object, Metadata extends object = AnyMetadata>(
  definition?: undefined,
  options?: LiveOptions<Metadata, AskedPattern<Channels>>,
): Live<Channels, Metadata>;
export function defineLive(
  definition?: LiveDefinition,
  options: LiveOptions & MaybeBackplane = {},
): Live<LiveDefinition> | BackplaneLive<LiveDefinition> {
  const entries = definition === undefined ? undefined : toChannels(definition);
  const patterns =
    entries && new Patterns([...entries.keys()].filter((key) => !kOwnChannels.includes(key)));
  const { metadata, presence, ...broadcasterOptions } = checkedOptions(options);
  const tracked = presence && toTracked(presence, patterns);
  const broadcaster = createBroadcaster(broadcasterOptions);
  const state = stateOf('broadcaster', broadcaster);
  if (tracked !== undefined) attachPresence(state, tracked);

  const Made = options.backplane === undefined ? ChannelTarget : BackplaneTarget;
  const targetOf = (target: Target, key: string) =>
    new Made(state, target, key, entries && (entries.get(key) ?? new Map()));
  const routeOptions = <Options>(given: unknown) =>
    toRouteOptions<Options>(given, broadcaster, patterns, metadata);
  const live = {
    all: targetOf('all', 'all'),
    user: (userId: string) => targetOf({ user: idOf('userId', userId) }, 'user'),
    session: (sessionId: string) => targetOf({ session: idOf('sessionId', sessionId) }, 'session'),
    channel(name: string) {
      const key = patterns === undefined ? name : patterns.expect(name).pattern.text;
      return targetOf({ channel: idOf('channel', name) }, key);
    },
    route: (given: unknown) => createSSERoute(routeOptions<SSERouteOptions>(given)),
    handler: (given: unknown) => createSSEHandler(routeOptions<HandlerOptions>(given)),
    fastifyHandler: (given: unknown) => createFastifyHandler(routeOptions<FastifyOptions>(given)),
    onJoin: (pattern: string, listener: unknown) =>
      listenTo(state, 'joinListeners', patterns, pattern, listener),
    onLeave: (pattern: string, listener: unknown) =>
      listenTo(state, 'leaveListeners', patterns, pattern, listener),
    clients: () => broadcaster.clients(),
    presence: (channel: string) => broadcaster.presence(channel),
    broadcaster,
  };
  // The types of a definition say more than those of the code behind them.
  return live as unknown as Live<LiveDefinition>;
}

/** The events of each channel, checked. */
function toChannels(definition: LiveDefinition): Map<string, ReadonlyMap<string, EventEntry>> {
  if (typeof definition !== 'object' || definition === null || Array.isArray(definition)) {
    throw invalidOption('the definition', 'an object of channels', definition);
  }
  return new Map(
    Object.entries(definition).map(([channel, events]) => [channel, toEntries(events, channel)]),
  );
}

function checkedOptions(options: LiveOptions & MaybeBackplane): LiveOptions & MaybeBackplane {
  if (typeof options !== 'object' || options === null) {
    throw invalidOption('options', 'an object', options);
  }
  if (options.metadata !== undefined) checkSchema('metadata', options.metadata);
  return options;
}

/** Adds a listener under the pattern's name, so that a later one replaces it. */
function listenTo(
  state: BroadcasterState,
  kind: 'joinListeners' | 'leaveListeners',
  patterns: Patterns | undefined,
  text: string,
  listener: unknown,
): () => void {
  const known = patterns?.texts.includes(text) ?? true;
  if (typeof text !== 'string' || !known) {
    throw new InvalidArgumentError(
      'ERR_SSECAST_INVALID_CHANNEL',
      `Expected a channel as the definition writes it but received ${describe(text)}; ` +
        advise(text, patterns?.texts ?? [], 'the channels are'),
    );
  }
  checkListener('listener', listener);
  const own = patterns ?? new Patterns([toPattern(text).text]);
  const listeners = state[kind];
  const call: typeof listeners extends Map<string, infer Each> ? Each : never = (
    channel,
    client,
  ) => {
    const matched = own.match(channel);
    if (matched?.pattern.text !== text) return undefined;
    return (listener as (params: object, client: unknown) => unknown)(matched.params, client);
  };
  listeners.set(text, call);
  return () => {
    if (listeners.get(text) === call) listeners.delete(text);
  };
}

/** @throws InvalidArgumentError `ERR_SSECAST_INVALID_TARGET` */
function idOf(name: string, id: unknown): string {
  if (typeof id === 'string' && id !== '') return id;
  throw invalidArgument('ERR_SSECAST_INVALID_TARGET', 'a string that is not empty', name, id);
}
