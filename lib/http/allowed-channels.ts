import type { NativeAdmission } from 'ssecast/native';
import type { Identity } from '../../types/options.js';
import { describe, InvalidArgumentError } from '../server/errors.js';
import { HttpError } from './http-error.js';

/**
 * Whether who connects may read a channel that it asks for. Asked for each channel, each time. Only
 * `true` lets in.
 */
export type ChannelsOption<Asker = Request> = (
  channel: string,
  identity: Identity,
  request: Asker,
) => boolean | Promise<boolean>;

/**
 * Whether who connects may read the events of a session that it asks for: the channel
 * `session:<sessionId>`. Asked for each session, each time. Only `true` lets in.
 */
export type SessionsOption<Asker = Request> = (
  sessionId: string,
  identity: Identity,
  request: Asker,
) => boolean | Promise<boolean>;

/** Who decides about the channels that a client asks for. `Asker`: the server's kind of request. */
export interface ChannelRules<Asker = Request> {
  /**
   * Whether who connects may read a channel that it asks for: at connection with
   * `?channel=a&channel=b`, later by POST. Channels that the identity brings are not asked for, and
   * those of users and sessions (`user:…`, `session:…`) cannot be had in this way. Default: nobody
   * may ask.
   */
  channels?: ChannelsOption<Asker> | undefined;
  /**
   * Whether who connects may read a session that it asks for in the same ways, by its channel
   * `session:<sessionId>`: so that one connection serves several sessions. The identity's own session
   * is not asked for. Default: nobody may ask, and `channels` is not asked in its place.
   */
  sessions?: SessionsOption<Asker> | undefined;
}

/** A client that `authorize` let in. */
export interface AuthorizedClient<Asker> {
  /** What `authorize` returned, for the rules. */
  identity: Identity;
  /** The same, checked and serialised. */
  admission: NativeAdmission & { ticket: number };
  rules: ChannelRules<Asker>;
}

const kUser = 'user:';
const kSession = 'session:';

/** @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION` for anything but functions */
export function checkRules({
  channels,
  sessions,
}: {
  channels?: unknown | undefined;
  sessions?: unknown | undefined;
}): void {
  checkFunction(
    'channels',
    channels,
    'a function that says whether a channel may be read',
    'Channels that somebody always reads belong to what authorize returns.',
  );
  checkFunction(
    'sessions',
    sessions,
    'a function that says whether a session may be read',
    'The session that somebody always reads is the sessionId that authorize returns.',
  );
}

/** The channels that an identity brings: the rules are not asked about them. */
export function channelsOf({ channels, userId, sessionId }: NativeAdmission): Set<string> {
  const own = new Set(channels);
  if (userId !== undefined) own.add(kUser + userId);
  if (sessionId !== undefined) own.add(kSession + sessionId);
  return own;
}

/**
 * Refuses channels of users and sessions that nobody can ask for and that are not the identity's own.
 * @throws HttpError 403
 */
export function checkReserved(
  names: readonly string[],
  own: ReadonlySet<string>,
  rules: Pick<ChannelRules<never>, 'sessions'>,
): void {
  for (const name of names) {
    if (own.has(name)) continue;
    if (name.startsWith(kSession) && name !== kSession) {
      if (rules.sessions !== undefined) continue;
      throw forbidden(
        name,
        `The channel ${JSON.stringify(name)} cannot be asked for: the route has no option ` +
          '`sessions` that says who may read which session',
      );
    }
    if (name.startsWith(kUser) || name === kSession) {
      throw forbidden(
        name,
        `The channel ${JSON.stringify(name)} belongs to a user or a session and cannot be asked for`,
      );
    }
  }
}

/**
 * Asks for each of the channels whether it may be read. All or none.
 * @returns those that the identity did not bring
 * @throws HttpError 403, which names the first that may not
 */
export async function checkAllowed<Asker>(
  names: readonly string[],
  { identity, admission, rules }: AuthorizedClient<Asker>,
  request: Asker,
): Promise<string[]> {
  const own = channelsOf(admission);
  checkReserved(names, own, rules);
  const asked = names.filter((name) => !own.has(name));
  const { channels, sessions } = rules;
  const other = asked.find((name) => !name.startsWith(kSession));
  if (other !== undefined && channels === undefined) {
    throw forbidden(
      other,
      'Channels cannot be asked for here: the route has no option `channels` that says who may read which',
    );
  }
  const answers = await Promise.all(
    asked.map((name) =>
      name.startsWith(kSession)
        ? sessions?.(name.slice(kSession.length), identity, request)
        : channels?.(name, identity, request),
    ),
  );
  const refused = asked.find((_name, index) => answers[index] !== true);
  if (refused === undefined) return asked;
  throw forbidden(refused, `Not authorized to read the channel ${JSON.stringify(refused)}`);
}

function forbidden(channel: string, message: string): HttpError {
  return new HttpError(403, message, { channel });
}

function checkFunction(name: string, value: unknown, expected: string, advice: string): void {
  if (value === undefined || typeof value === 'function') return;
  throw new InvalidArgumentError(
    'ERR_SSECAST_INVALID_OPTION',
    `Expected ${expected} for ${name} but received ${describe(value)}. ${advice}`,
  );
}
