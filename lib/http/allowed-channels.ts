import type { NativeAdmission } from 'ssecast/native';
import { describe, InvalidArgumentError } from '../server/errors.js';
import type { Identity } from '../types/options.js';
import { HttpError } from './http-error.js';

/**
 * Whether a client may read a channel that it asks for. Called for each channel, each time. Only `true`
 * allows it.
 */
export type ChannelsOption<AppRequest = Request> = (
  channel: string,
  identity: Identity,
  request: AppRequest,
) => boolean | Promise<boolean>;

/**
 * Whether a client may read the events of a session that it asks for: the channel
 * `session:<sessionId>`. Called for each session, each time. Only `true` allows it.
 */
export type SessionsOption<AppRequest = Request> = (
  sessionId: string,
  identity: Identity,
  request: AppRequest,
) => boolean | Promise<boolean>;

/** The rules for channels that clients ask for. `AppRequest`: the server's kind of request. */
export interface ChannelRules<AppRequest = Request> {
  /**
   * Whether a client may read a channel that it asks for: with `?channel=a&channel=b` when it connects,
   * by POST later. Not called for channels of the identity. Channels of users and sessions (`user:…`,
   * `session:…`) are always refused here. Default: every channel is refused.
   */
  channels?: ChannelsOption<AppRequest> | undefined;
  /**
   * Whether a client may read a session that it asks for in the same ways, by its channel
   * `session:<sessionId>`, so that one connection serves several sessions. Not called for the session of
   * the identity. Default: every session is refused, also where `channels` is given.
   */
  sessions?: SessionsOption<AppRequest> | undefined;
}

/** A client that `authorize` let in. */
export interface AuthorizedClient<AppRequest> {
  /** What `authorize` returned, for the rules. */
  identity: Identity;
  /** The same, checked and serialised. */
  admission: NativeAdmission & { ticket: number };
  rules: ChannelRules<AppRequest>;
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
    'Return the channels that a client always reads from authorize, as channels.',
  );
  checkFunction(
    'sessions',
    sessions,
    'a function that says whether a session may be read',
    'Return the session that a client always reads from authorize, as sessionId.',
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
 * Refuses the channels of users, and those of sessions where no rule allows them, unless the identity has
 * them.
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
          '`sessions`, which decides about sessions',
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
 * Applies the rules to each of the channels. All of them are allowed, or none.
 * @returns the channels that the identity does not have
 * @throws HttpError 403, which names the first channel that is refused
 */
export async function checkAllowed<AppRequest>(
  names: readonly string[],
  { identity, admission, rules }: AuthorizedClient<AppRequest>,
  request: AppRequest,
): Promise<string[]> {
  const own = channelsOf(admission);
  checkReserved(names, own, rules);
  const asked = names.filter((name) => !own.has(name));
  const { channels, sessions } = rules;
  const other = asked.find((name) => !name.startsWith(kSession));
  if (other !== undefined && channels === undefined) {
    throw forbidden(
      other,
      'Channels cannot be asked for here: the route has no option `channels`, which decides about them',
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
