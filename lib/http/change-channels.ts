import {
  type BroadcasterState,
  type NativeAdmission,
  notifyJoined,
  notifyLeft,
  targetKinds,
} from 'ssecast/native';
import { listClients } from '../server/clients.js';
import { describe } from '../server/errors.js';
import { refusalOf, retryAfter } from '../server/response-headers.js';
import type { ClientInfo } from '../types/clients.js';
import {
  type AuthorizedClient,
  channelsOf,
  checkAllowed,
  checkReserved,
} from './allowed-channels.js';
import { toChannelNames } from './channel-names.js';
import { HttpError } from './http-error.js';

/** Channels that a client may read in all: without a bound, requests could fill the memory. */
const kMaxChannelsOfClient = 1_000;

interface Change {
  clientId: string;
  join: string[];
  leave: string[];
}

/** The result of a request to join and leave channels. Each channel stands in it once. */
export interface ChangedChannels {
  joined: string[];
  left: string[];
  /** The client receives every event of the joined channels after this id; it may miss earlier ones. */
  cursor: string;
}

/**
 * Joins and leaves channels for an open client, all of them or none. A channel that the client reads
 * already counts as joined, so a client can repeat its request.
 *
 * @param body the JSON of the request
 * @param request for the rules
 * @param sender the sender of the request, whose ticket is older than its identity
 * @throws HttpError 400, 403, 404, 503
 */
export async function changeChannels<AppRequest>(
  state: BroadcasterState,
  body: unknown,
  request: AppRequest,
  sender: AuthorizedClient<AppRequest>,
): Promise<ChangedChannels> {
  const { clientId, join, leave } = toChange(body);
  const { admission, rules } = sender;
  checkOwner(state, clientId, admission);
  checkReserved(leave, channelsOf(admission), rules);
  await checkAllowed(join, sender, request);
  // Again: the client may have gone while the rules were asked. Nothing is awaited from here on.
  const client = checkOwner(state, clientId, admission);
  const joining = join.filter((channel) => !client.channels.includes(channel));
  if (client.channels.length + joining.length > kMaxChannelsOfClient) {
    throw new HttpError(
      403,
      `A client can read ${kMaxChannelsOfClient} channels, and this one reads ${client.channels.length}. ` +
        'Leave some first.',
    );
  }
  const joined = joinAll(state, clientId, joining, admission.ticket);
  // Not a revocation: the client may join the channels again.
  const left = leave.filter((channel) => state.native.unsubscribe(clientId, channel, false));
  notifyJoined(state, clientId, joined);
  notifyLeft(state, clientId, left);
  // After the joins: an event in between may arrive twice, but is never lost.
  const cursor = state.native.position();
  return { joined: join, left: leave, cursor };
}

/**
 * @returns the channels that the client did not read before
 * @throws HttpError 503 when one of the channels was revoked meanwhile; then the client has joined none
 */
function joinAll(
  { native }: BroadcasterState,
  clientId: string,
  channels: readonly string[],
  ticket: number,
): string[] {
  const joined: string[] = [];
  try {
    for (const channel of channels) {
      if (native.subscribe(clientId, channel, ticket)) joined.push(channel);
    }
    return joined;
  } catch (error) {
    for (const channel of joined) native.unsubscribe(clientId, channel, false);
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    throw new HttpError(
      refusal.status,
      refusal.text.trim(),
      {},
      {
        'Retry-After': String(retryAfter()),
      },
    );
  }
}

/**
 * A client of another identity is as unknown as one that is gone: the answer does not disclose it, and a page
 * that has signed in meanwhile connects again, as that identity. Identities without a user and a session
 * are equal: there the id, which cannot be guessed, is the proof.
 */
function checkOwner(
  state: BroadcasterState,
  clientId: string,
  { userId, sessionId }: NativeAdmission,
): ClientInfo {
  const [client] = listClients(state, targetKinds.clients, clientId);
  if (client && client.userId === userId && client.sessionId === sessionId) return client;
  throw new HttpError(
    404,
    'This identity has no such client in this process, or the client is gone. Connect again',
  );
}

function toChange(body: unknown): Change {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw wrongShape('the body', '{ clientId, join, leave }', body);
  }
  const { clientId, join = [], leave = [] } = body as Record<string, unknown>;
  if (typeof clientId !== 'string' || clientId === '') {
    throw wrongShape('clientId', 'the id from the event `connected`', clientId);
  }
  if (!areStrings(join)) throw wrongShape('join', 'an array of strings', join);
  if (!areStrings(leave)) throw wrongShape('leave', 'an array of strings', leave);
  const all = toChannelNames([...join, ...leave]);
  const change = { clientId, join: [...new Set(join)], leave: [...new Set(leave)] };
  if (all.length < change.join.length + change.leave.length) {
    throw new HttpError(400, 'Expected no channel both in join and in leave but received one');
  }
  return change;
}

function areStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function wrongShape(name: string, expected: string, value: unknown): HttpError {
  return new HttpError(400, `Expected ${expected} for ${name} but received ${describe(value)}`);
}
