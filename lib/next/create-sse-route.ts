import type { Identity } from '../../types/options.js';
import { admitting, asAdmission } from '../http/admission.js';
import {
  type ChannelRules,
  checkAllowed,
  checkRules,
  withChannels,
} from '../http/allowed-channels.js';
import {
  type Authorized,
  checkAuthorize,
  checkAuthorized,
  type ExactlyAuthorized,
} from '../http/authorized.js';
import { changeChannels } from '../http/change-channels.js';
import { channelsInUrl } from '../http/channel-names.js';
import { type CrossSiteOptions, createCrossSite, kMethods } from '../http/cross-site-options.js';
import { asksIdentity, identityHeader, identityTag } from '../http/identity-tag.js';
import { type ListenerOptions, toRouteListeners } from '../http/listener-options.js';
import type { Broadcaster } from '../server/broadcaster-types.js';
import { defaultBroadcaster } from '../server/default-broadcaster.js';
import { json, withHeaders } from './answers.js';
import { handle } from './handle.js';
import { readBody } from './read-body.js';

/** The part of a broadcaster that a route needs. */
export type RouteBroadcaster = Pick<
  Broadcaster,
  'name' | 'connect' | 'client' | 'subscribe' | 'unsubscribe'
>;

export interface SSERouteOptions<Context = unknown, Given extends Authorized = Authorized>
  extends CrossSiteOptions,
    ChannelRules,
    ListenerOptions {
  /**
   * Decides who the client is and what it may read, for every connection, the first and each later
   * one, and for every change of channels. Nothing (undefined or null) is answered 401; a `Response`
   * is sent as it is, with the headers of CORS. Keys that no identity has are refused, by the compiler
   * where the type is inferred: annotate the parameters, and give `createSSERoute` no type argument.
   */
  authorize(request: Request, context: Context): Given | Promise<Given>;
  /** Default: the broadcaster `default`, created with the first request. */
  broadcaster?: RouteBroadcaster | undefined;
}

/** The request; what Next gives besides, like `params`, goes on to `authorize`. */
export type SSERouteHandler = (request: Request) => Promise<Response>;

export interface SSERoute {
  /**
   * The stream; as JSON or text 400 (channels that cannot be), 401, 403 (another site's page, or a
   * channel that may not be read), 409 (a `clientId` that is taken), 429, 500 or 503; or what `authorize` answered. HEAD is alike.
   */
  GET: SSERouteHandler;
  /**
   * Joins and leaves channels: `{ clientId, join?, leave? }` as JSON, at most 64 KiB and 100 channels.
   * 200 with `{ joined, left, cursor }`; to `{ identify: true }` 200 with `{ identity }`, a tag that is the
   * same for two requests exactly when they come from the same identity; 400, 401, 403, 404 (no such client in this process), 413 or 500 with
   * `{ error }`, and then nothing was changed.
   */
  POST: SSERouteHandler;
  /** The answer to a preflight. */
  OPTIONS: SSERouteHandler;
}

/**
 * The handlers of an App Router route.
 *
 * @example export const { GET, POST, OPTIONS } = createSSERoute({ authorize })
 * @throws TypeError `ERR_SSECAST_INVALID_OPTION`
 */
export function createSSERoute<Context = unknown, Given extends Authorized = Authorized>(
  options: SSERouteOptions<Context, Given> & ExactlyAuthorized<Given>,
): SSERoute {
  checkAuthorize(
    options?.authorize,
    'return who the request comes from, or for a demonstration pass identityFromQuery.',
  );
  checkRules(options);
  const rules: ChannelRules = { channels: options.channels, sessions: options.sessions };
  const listeners = toRouteListeners(options);
  const crossSite = createCrossSite(options);
  const broadcaster = () => options.broadcaster ?? defaultBroadcaster();
  const route = {
    GET: (request: Request, context: Context) =>
      handle(crossSite, request, options.broadcaster?.name, (common) =>
        asAdmission(broadcaster(), async (admission) => {
          const identity = await identify(options, request, context);
          if (identity instanceof Response) return withHeaders(identity, common);
          const headers = { ...common, ...identityHeader(identity) };
          const asked = channelsInUrl(request.url);
          const added =
            asked.length === 0 ? [] : await checkAllowed(asked, identity, request, rules);
          const { ticket } = admission;
          const client = { ...withChannels(identity, added), request, headers, ticket };
          return admitting(admission, listeners, () => broadcaster().connect(client));
        }),
      ),
    POST: (request: Request, context: Context) =>
      handle(crossSite, request, options.broadcaster?.name, (headers) =>
        asAdmission(broadcaster(), async (admission) => {
          const identity = await identify(options, request, context);
          if (identity instanceof Response) return withHeaders(identity, headers);
          const body = await readBody(request);
          if (asksIdentity(body)) return json(200, { identity: identityTag(identity) }, headers);
          const changed = await changeChannels(
            broadcaster(),
            body,
            request,
            identity,
            rules,
            admission.ticket,
          );
          return json(200, { ...changed }, headers);
        }),
      ),
    OPTIONS: async (request: Request) =>
      new Response(null, {
        status: 204,
        headers: {
          ...crossSite.preflightFor((name) => request.headers.get(name)),
          Allow: kMethods,
        },
      }),
  };
  // Next's type check of routes knows other second parameters in each of its versions.
  return route as unknown as SSERoute;
}

/** @throws Refusal 401 */
async function identify<Context>(
  options: Pick<SSERouteOptions<Context>, 'authorize'>,
  request: Request,
  context: Context,
): Promise<Identity | Response> {
  return checkAuthorized<Authorized>(await options.authorize(request, context));
}
