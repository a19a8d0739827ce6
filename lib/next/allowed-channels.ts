import type { Identity } from '../../types/options.js';
import { toAdmission } from '../server/identity.js';
import { Refusal } from './answers.js';

/**
 * Whether who connects may read a channel that it asks for. Asked for each channel, each time. Only
 * `true` lets in.
 */
export type ChannelsOption = (
  channel: string,
  identity: Identity,
  request: Request,
) => boolean | Promise<boolean>;

/** Whoever may read these is told by `authorize` alone. */
const kReserved = ['user:', 'session:'];

/** The channels that an identity brings: no question has to be asked for them. */
export function channelsOf(identity: Identity): Set<string> {
  // The check that an admission goes through, so that a broken identity is an error here, too.
  const { channels, userId, sessionId } = toAdmission(identity, undefined);
  const own = new Set(channels);
  if (userId !== undefined) own.add(`user:${userId}`);
  if (sessionId !== undefined) own.add(`session:${sessionId}`);
  return own;
}

/**
 * Refuses channels that belong to a user or a session and are not the identity's own.
 * @throws Refusal 403
 */
export function checkReserved(names: readonly string[], own: ReadonlySet<string>): void {
  for (const name of names) {
    if (own.has(name) || !kReserved.some((prefix) => name.startsWith(prefix))) continue;
    throw new Refusal(
      403,
      `The channel ${JSON.stringify(name)} belongs to a user or a session and cannot be asked for`,
      { channel: name },
    );
  }
}

/**
 * Asks for each of the channels whether it may be read. All or none.
 * @returns those that the identity did not bring
 * @throws Refusal 403, which names the first that may not
 */
export async function checkAllowed(
  names: readonly string[],
  identity: Identity,
  request: Request,
  mayRead: ChannelsOption | undefined,
): Promise<string[]> {
  const own = channelsOf(identity);
  checkReserved(names, own);
  const asked = names.filter((name) => !own.has(name));
  if (asked.length === 0) return asked;
  if (mayRead === undefined) {
    throw new Refusal(
      403,
      'Channels cannot be asked for here: the route has no option `channels` that says who may read which',
      { channel: asked[0] },
    );
  }
  const answers = await Promise.all(asked.map((name) => mayRead(name, identity, request)));
  const refused = asked.find((_name, index) => answers[index] !== true);
  if (refused === undefined) return asked;
  throw new Refusal(403, `Not authorized to read the channel ${JSON.stringify(refused)}`, {
    channel: refused,
  });
}
