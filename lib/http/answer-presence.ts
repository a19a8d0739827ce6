import { type BroadcasterState, hasCode } from 'ssecast/native';
import { describe, InvalidArgumentError } from '../server/errors.js';
import { checkTracked, listMembers } from '../server/presence.js';
import { retryAfter } from '../server/response-headers.js';
import type { Member } from '../types/members.js';
import { type AuthorizedClient, checkAllowed } from './allowed-channels.js';
import { kMaxChannels, toChannelNames } from './channel-names.js';
import { HttpError } from './http-error.js';

/** The answer to a question for members, by channel. */
export interface PresenceAnswer {
  presence: Record<string, Member[]>;
}

/**
 * The members of the channels in `{ presence: ['room:5'] }`, for a client that may read all of them.
 * @throws HttpError 400, 403, 503; and what the rules throw
 */
export async function answerPresence<AppRequest>(
  state: BroadcasterState,
  asked: unknown,
  request: AppRequest,
  client: AuthorizedClient<AppRequest>,
): Promise<PresenceAnswer> {
  const names = toNames(asked);
  await checkAllowed(names, client, request);
  const lists = await Promise.all(names.map((name) => list(state, name)));
  // `fromEntries`, because a channel may be called `__proto__`.
  const presence = Object.fromEntries(names.map((name, index) => [name, lists[index] ?? []]));
  return { presence };
}

function toNames(asked: unknown): string[] {
  if (!Array.isArray(asked) || !asked.every((each) => typeof each === 'string')) {
    throw new HttpError(
      400,
      `Expected an array of at most ${kMaxChannels} channels for presence but received ${describe(asked)}`,
    );
  }
  return toChannelNames(asked);
}

async function list(state: BroadcasterState, channel: string): Promise<Member[]> {
  try {
    checkTracked(state, channel);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new HttpError(
      400,
      `The channel ${JSON.stringify(channel)} has no members: the option presence does not name it`,
      {
        channel,
      },
    );
  }
  try {
    return await listMembers(state, channel);
  } catch (error) {
    if (!hasCode(error, 'ERR_SSECAST_BACKPLANE_UNAVAILABLE')) throw error;
    const headers = { 'Retry-After': String(retryAfter()) };
    throw new HttpError(
      503,
      'The members of channels are not known now. Try again later.',
      {},
      headers,
    );
  }
}
