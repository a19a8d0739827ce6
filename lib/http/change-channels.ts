import type { BroadcasterState } from 'ssecast/native';
import type { Identity } from '../../types/options.js';
import type { Broadcaster } from '../server/broadcaster-types.js';
import { describe } from '../server/errors.js';
import { toAdmission } from '../server/identity.js';
import { refusalOf, retryAfter } from '../server/response-headers.js';
import { stateOf } from '../server/state-of.js';
import { type ChannelRules, channelsOf, checkAllowed, checkReserved } from './allowed-channels.js';
import { toChannelNames } from './channel-names.js';
import { Refusal } from './refusal.js';

/** Channels that a client may have joined by asking, so that asking has a bound. */
const kMaxChannelsOfClient = 1_000;

interface Change {
  clientId: string;
  join: string[];
  leave: string[];
}

/** What has become of a request to join and leave channels: each once. */
export interface ChangedChannels {
  joined: string[];
  left: string[];
  /** Every event of the joined channels after this id reaches the client; earlier ones may not. */
  cursor: string;
}

/**
 * Lets a client that is open join and leave channels, all of them or none. A channel counts as joined
 * when the client reads it now, so a request can be repeated.
 *
 * @param body the JSON of the request
 * @param request what the rules are asked with
 * @param identity who sends the request, as `authorize` says now
 * @param rules who decides what it may read; what it leaves is not asked for
 * @param ticket from before `identity` was asked for
 * @throws Refusal 400, 403, 404, 503
 */
export async function changeChannels<Asker>(
  broadcaster: Pick<Broadcaster, 'client'>,
  body: unknown,
  request: Asker,
  identity: Identity,
  rules: ChannelRules<Asker>,
  ticket: number,
): Promise<ChangedChannels> {
  const { clientId, join, leave } = toChange(body);
  checkOwner(broadcaster, clientId, identity);
  checkReserved(leave, channelsOf(identity), rules);
  await checkAllowed(join, identity, request, rules);
  // Again: the answers took their time. From here on nothing is waited for.
  const client = checkOwner(broadcaster, clientId, identity);
  const joining = join.filter((channel) => !client.channels.includes(channel));
  if (client.channels.length + joining.length > kMaxChannelsOfClient) {
    throw new Refusal(
      403,
      `A client can read ${kMaxChannelsOfClient} channels, and this one reads ${client.channels.length}. ` +
        'Leave some first.',
    );
  }
  const state = stateOf('broadcaster', broadcaster);
  joinAll(state, clientId, joining, ticket);
  // Not as what is revoked: the client may ask for them again.
  for (const channel of leave) state.native.unsubscribe(clientId, channel, false);
  // After the joining: what comes between the two is told twice at worst, never lost.
  const cursor = state.native.position();
  return { joined: join, left: leave, cursor };
}

/** @throws Refusal 503 when one of them was revoked meanwhile; then it has joined none */
function joinAll(
  { native }: BroadcasterState,
  clientId: string,
  channels: readonly string[],
  ticket: number,
): void {
  const joined: string[] = [];
  try {
    for (const channel of channels) {
      if (native.subscribe(clientId, channel, ticket)) joined.push(channel);
    }
  } catch (error) {
    for (const channel of joined) native.unsubscribe(clientId, channel, false);
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    throw new Refusal(
      refusal.status,
      refusal.text.trim(),
      {},
      {
        'Retry-After': String(retryAfter()),
      },
    );
  }
}

/** Two without a user and a session are alike; there the id, which nobody can guess, is the proof. */
function checkOwner(
  broadcaster: Pick<Broadcaster, 'client'>,
  clientId: string,
  identity: Identity,
) {
  const client = broadcaster.client(clientId);
  if (client === undefined) {
    throw new Refusal(404, 'There is no such client here, or not any more. Connect again');
  }
  const { userId, sessionId } = toAdmission(identity, undefined);
  if (client.userId !== userId || client.sessionId !== sessionId) {
    throw new Refusal(403, 'The client belongs to another user or session');
  }
  return client;
}

function toChange(body: unknown): Change {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw wrongShape('the body', '{ clientId, join, leave }', body);
  }
  const { clientId, join = [], leave = [] } = body as Record<string, unknown>;
  if (typeof clientId !== 'string' || clientId === '') {
    throw wrongShape('clientId', 'the id that the event `connected` brought', clientId);
  }
  if (!areStrings(join)) throw wrongShape('join', 'an array of strings', join);
  if (!areStrings(leave)) throw wrongShape('leave', 'an array of strings', leave);
  const all = toChannelNames([...join, ...leave]);
  const change = { clientId, join: [...new Set(join)], leave: [...new Set(leave)] };
  if (all.length < change.join.length + change.leave.length) {
    throw new Refusal(400, 'Expected no channel both in join and in leave but received one');
  }
  return change;
}

function areStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function wrongShape(name: string, expected: string, value: unknown): Refusal {
  return new Refusal(400, `Expected ${expected} for ${name} but received ${describe(value)}`);
}
