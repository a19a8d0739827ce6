import type { BroadcasterState, CurrentAdmission } from 'ssecast/native';
import type { Broadcaster } from '../server/broadcaster-types.js';
import { defaultState } from '../server/default-broadcaster.js';
import { toAdmission } from '../server/identity.js';
import { stateOf } from '../server/state-of.js';
import { asAdmission } from './admission.js';
import { type ChannelRules, checkRules } from './allowed-channels.js';
import { answerGet } from './answer-get.js';
import { answerPost } from './answer-post.js';
import { type Authorized, checkAuthorized } from './authorized.js';
import { type CrossSiteOptions, createCrossSite } from './cross-site.js';
import type { Exchange, Headers } from './exchange.js';
import { HttpError } from './http-error.js';
import { type ListenerOptions, toRouteListeners } from './listener-options.js';
import { withHeaders } from './own-response.js';
import { answerPreflight, kMethods } from './preflight.js';
import { afterSiteCheck } from './site-check.js';

/** The options that every route has, whatever its framework. */
export interface ServeOptions<AppRequest>
  extends CrossSiteOptions,
    ChannelRules<AppRequest>,
    ListenerOptions {
  /** Default: the broadcaster `default`, created with the first request. */
  broadcaster?: Pick<Broadcaster, 'name'> | undefined;
}

/** What `authorize` decided; or that the application has answered the request itself. */
export type Decision<Sent> = { authorized: Authorized } | { sent: Sent };

/** Answers a request. `authorize` is called once the page that sent the request may use the route. */
export type Serve<AppRequest> = <Sent>(
  exchange: Exchange<AppRequest, Sent>,
  authorize: () => Promise<Decision<Sent>>,
) => Promise<Sent>;

/**
 * The server behind the routes of every framework. It answers whatever goes wrong; it rejects only
 * with what a framework throws to itself.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION`, `ERR_SSECAST_INVALID_LISTENER`
 */
export function createServe<AppRequest>(options: ServeOptions<AppRequest>): Serve<AppRequest> {
  checkRules(options);
  const { broadcaster, channels, sessions } = options;
  const given = broadcaster === undefined ? undefined : stateOf('broadcaster', broadcaster);
  const rules: ChannelRules<AppRequest> = { channels, sessions };
  const listeners = toRouteListeners(options);
  const crossSite = createCrossSite(options);

  async function answer<Sent>(
    exchange: Exchange<AppRequest, Sent>,
    decide: () => Promise<Decision<Sent>>,
    headers: Headers,
    state: BroadcasterState,
    current: CurrentAdmission,
  ): Promise<Sent> {
    const decision = await decide();
    if ('sent' in decision) return decision.sent;
    const identity = checkAuthorized(decision.authorized);
    if (identity instanceof Response) return exchange.sendResponse(withHeaders(identity, headers));
    // The one check of the identity: everything below reads the admission.
    const admission = { ...toAdmission(identity, []), ticket: current.ticket };
    const client = { identity, admission, rules };
    return exchange.method === 'POST'
      ? answerPost(exchange, state, client, headers)
      : answerGet(exchange, state, client, headers, listeners);
  }

  return async (exchange, authorize) => {
    if (exchange.method === 'OPTIONS') return answerPreflight(exchange, crossSite);
    return afterSiteCheck(crossSite, exchange, broadcaster?.name, async (headers) => {
      if (!isMethod(exchange.method)) throw wrongMethod(exchange.method);
      const state = given ?? defaultState();
      return asAdmission(state, (current) => answer(exchange, authorize, headers, state, current));
    });
  };
}

function isMethod(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'POST';
}

function wrongMethod(method: string | undefined): HttpError {
  const message = `Expected one of the methods ${kMethods} but received ${method}`;
  return new HttpError(405, message, {}, { Allow: kMethods });
}
