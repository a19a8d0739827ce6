import type { BroadcasterState, RouteListeners } from 'ssecast/native';
import { admitting } from './admission.js';
import { type AuthorizedClient, checkAllowed } from './allowed-channels.js';
import { channelsInUrl } from './channel-names.js';
import type { Exchange, Headers } from './exchange.js';
import { identityHeader } from './identity-tag.js';

/**
 * Answers GET with the stream of a client, and HEAD with its headers. The channels in the URL are
 * joined before the first event.
 * @throws HttpError 400, 403; and what the rules throw
 */
export async function answerGet<AppRequest, Sent>(
  exchange: Exchange<AppRequest, Sent>,
  state: BroadcasterState,
  client: AuthorizedClient<AppRequest>,
  headers: Headers,
  listeners: RouteListeners | undefined,
): Promise<Sent> {
  const { admission } = client;
  // Before the channels of the URL are added: tabs that ask for other channels share a connection.
  const all = { ...headers, ...identityHeader(admission) };
  const asked = channelsInUrl(exchange.url);
  if (asked.length > 0)
    admission.channels.push(...(await checkAllowed(asked, client, exchange.appRequest)));
  return admitting(admission.ticket, listeners, () => exchange.sendStream(state, admission, all));
}
