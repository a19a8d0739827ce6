import type { BroadcasterState } from 'ssecast/native';
import type { AuthorizedClient } from './allowed-channels.js';
import { answerPresence } from './answer-presence.js';
import { changeChannels } from './change-channels.js';
import type { Exchange, Headers } from './exchange.js';
import { identityTag } from './identity-tag.js';

/**
 * Answers POST: `{ identify: true }` with the tag of the identity, `{ presence: [channel] }` with the members
 * of channels, every other body as a change of the channels of a client.
 * @throws HttpError 400, 403, 404, 413, 503; and what the rules throw
 */
export async function answerPost<AppRequest, Sent>(
  exchange: Exchange<AppRequest, Sent>,
  state: BroadcasterState,
  client: AuthorizedClient<AppRequest>,
  headers: Headers,
): Promise<Sent> {
  const body = await exchange.body();
  if (asksIdentity(body)) {
    return exchange.sendJson(200, { identity: identityTag(client.admission) }, headers);
  }
  if (asksPresence(body)) {
    const answer = await answerPresence(state, body.presence, exchange.appRequest, client);
    return exchange.sendJson(200, { ...answer }, headers);
  }
  const changed = await changeChannels(state, body, exchange.appRequest, client);
  return exchange.sendJson(200, { ...changed }, headers);
}

function asksPresence(body: unknown): body is { presence: unknown } {
  return typeof body === 'object' && body !== null && 'presence' in body;
}

function asksIdentity(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'identify' in body && body.identify === true;
}
