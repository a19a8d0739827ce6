import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CurrentAdmission } from 'ssecast/native';
import type { Identity } from '../../types/options.js';
import { admitting, asAdmission } from '../http/admission.js';
import {
  type ChannelRules,
  checkAllowed,
  checkRules,
  withChannels,
} from '../http/allowed-channels.js';
import { type Authorized, checkAuthorize, checkAuthorized } from '../http/authorized.js';
import { changeChannels } from '../http/change-channels.js';
import { channelsInUrl } from '../http/channel-names.js';
import { type CrossSiteOptions, createCrossSite, kMethods } from '../http/cross-site-options.js';
import { toRefusal } from '../http/failure.js';
import { asksIdentity, identityHeader, identityTag } from '../http/identity-tag.js';
import { type ListenerOptions, toRouteListeners } from '../http/listener-options.js';
import { headersSent } from '../server/accept.js';
import type { Broadcaster } from '../server/broadcaster-types.js';
import { defaultBroadcaster } from '../server/default-broadcaster.js';
import type { NodeRequest, NodeResponse } from '../server/node-response.js';
import { headerOf, setHeaders } from './headers.js';
import { readBody } from './read-body.js';
import { sendEmpty, sendJson, sendWeb } from './send.js';

/** The part of a broadcaster that a handler needs. */
export type HandlerBroadcaster = Pick<
  Broadcaster,
  'name' | 'accept' | 'client' | 'subscribe' | 'unsubscribe'
>;

/** `Asker` and `Answerer`: the request and the response as the framework gives them. */
export interface SSEHandlerOptions<Asker, Answerer, Given = Authorized | Answerer>
  extends CrossSiteOptions,
    ChannelRules<Asker>,
    ListenerOptions {
  /**
   * Decides who the client is and what it may read, for every connection, the first and each later
   * one, and for every change of channels. Nothing (undefined or null) is answered 401; a web
   * `Response` is sent as it is. It may also answer itself, and give back the response or nothing.
   */
  authorize(request: Asker, response: Answerer): Given | Promise<Given>;
  /** Default: the broadcaster `default`, created with the first request. */
  broadcaster?: HandlerBroadcaster | undefined;
}

/** A request, as the framework gives it and as Node does. */
export interface Exchange<Asker, Answerer> {
  asker: Asker;
  answerer: Answerer;
  request: NodeRequest;
  response: NodeResponse;
  /** Takes the response over from the framework. False when it is answered, or can no longer be. */
  take(): boolean;
}

/**
 * Answers requests for a stream, whatever framework they come through. Never rejects: what goes wrong
 * is an answer, too.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION`
 */
export function createServe<Asker extends object, Answerer extends object>(
  options: SSEHandlerOptions<Asker, Answerer>,
): (exchange: Exchange<Asker, Answerer>) => Promise<void> {
  checkAuthorize(options?.authorize, 'return who the request comes from.');
  checkRules(options);
  const rules: ChannelRules<Asker> = { channels: options.channels, sessions: options.sessions };
  const listeners = toRouteListeners(options);
  const crossSite = createCrossSite(options);
  const broadcaster = () => options.broadcaster ?? defaultBroadcaster();

  return async (exchange) => {
    const { request, response } = exchange;
    const header = (name: string) => headerOf(request, name);
    const headers = crossSite.headersFor(header);
    try {
      if (request.method === 'OPTIONS') {
        const all = { ...crossSite.preflightFor(header), Allow: kMethods };
        if (exchange.take()) sendEmpty(response, 204, all);
        return;
      }
      const foreign = crossSite.refusal(header);
      if (foreign !== undefined) throw foreign;
      if (isMethod(request.method)) {
        await asAdmission(broadcaster(), (admission) => answer(exchange, headers, admission));
      } else if (exchange.take()) {
        const error = `Expected one of the methods ${kMethods} but received ${request.method}`;
        sendJson(response, 405, { error }, { ...headers, Allow: kMethods });
      }
    } catch (error) {
      const refusal = toRefusal(error, options.broadcaster?.name);
      const all = { ...headers, ...refusal.headers };
      if (exchange.take()) sendJson(response, refusal.status, refusal.body, all);
      // A head that is out cannot be taken back: the client has to see that the answer is not whole.
      else if (!response.writableEnded) response.destroy();
    }
  };

  async function answer(
    exchange: Exchange<Asker, Answerer>,
    headers: Record<string, string>,
    admission: CurrentAdmission,
  ): Promise<void> {
    const { asker, answerer, request, response } = exchange;
    const authorized = await options.authorize(asker, answerer);
    if (authorized === answerer) return;
    if (!exchange.take()) {
      // Not sent and yet not to be had: the client is gone.
      if (authorized === undefined || authorized === null || !response.headersSent) return;
      throw headersSent();
    }
    const identity = checkAuthorized(authorized) as Identity | Response;
    if (identity instanceof Response) {
      setHeaders(response, headers);
      await sendWeb(response, identity);
    } else if (request.method === 'POST') {
      const body = await readBody(request, (asker as { body?: unknown }).body);
      if (asksIdentity(body)) {
        const told = { identity: identityTag(identity) };
        if (exchange.take()) sendJson(response, 200, told, headers);
        return;
      }
      const changed = await changeChannels(
        broadcaster(),
        body,
        asker,
        identity,
        rules,
        admission.ticket,
      );
      if (exchange.take()) sendJson(response, 200, { ...changed }, headers);
    } else {
      const asked = channelsInUrl(request.url ?? '');
      const added = asked.length === 0 ? [] : await checkAllowed(asked, identity, asker, rules);
      setHeaders(response, { ...headers, ...identityHeader(identity) });
      const client = { ...withChannels(identity, added), ticket: admission.ticket };
      const node = [request as IncomingMessage, response as ServerResponse] as const;
      admitting(admission, listeners, () => broadcaster().accept(...node, client));
    }
  }
}

function isMethod(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'POST';
}
