import type { NativeAdmission } from 'ssecast/native';
import type { Admittance, Identity } from '../types/options.js';
import { describe, InvalidArgumentError } from './errors.js';
import { nearest } from './nearest.js';

const keys: Record<keyof Identity, true> = {
  clientId: true,
  userId: true,
  sessionId: true,
  channels: true,
  metadata: true,
  expiresAt: true,
};
const kKeys: readonly string[] = Object.keys(keys);

/**
 * Refuses unknown keys: with a misspelt `expiresAt` a stream would never end, and with `user` it would have
 * no user.
 * @param more further keys that are allowed
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_IDENTITY`
 */
function checkKeys(identity: object, more: readonly string[]): void {
  for (const key of Object.keys(identity)) {
    if (Object.hasOwn(keys, key) || more.includes(key)) continue;
    const meant = nearest(key, kKeys);
    const advice =
      meant === undefined
        ? 'other properties of a client belong in metadata'
        : `did you mean ${meant}?`;
    throw new InvalidArgumentError(
      'ERR_SSECAST_INVALID_IDENTITY',
      `Expected an identity with the keys ${kKeys.join(', ')} but received ${key}; ${advice}`,
    );
  }
}

/** The keys of an `Admittance` that no `Identity` has. */
const kOfAdmittance: readonly string[] = ['ticket'] satisfies Exclude<
  keyof Admittance,
  keyof Identity
>[];

/**
 * Checks an identity and serialises its metadata, in the form that C++ takes. A request does this once:
 * whatever needs the identity afterwards reads the result.
 * @param more keys that are allowed besides those of an identity
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_IDENTITY`
 */
export function toAdmission(
  identity: Admittance,
  more: readonly string[] = kOfAdmittance,
): NativeAdmission {
  if (typeof identity !== 'object' || identity === null) {
    throw invalid('the identity', 'an object', identity);
  }
  checkKeys(identity, more);
  return {
    clientId: clientIdOf(identity.clientId),
    userId: optionalString('userId', identity.userId),
    sessionId: optionalString('sessionId', identity.sessionId),
    channels: channelsOf(identity.channels),
    metadata: metadataOf(identity.metadata),
    expiresAt: momentOf(identity.expiresAt),
    lastEventId: undefined,
    ticket: ticketOf(identity.ticket),
  };
}

function ticketOf(ticket: number | undefined): number | undefined {
  if (ticket === undefined || ticket === null) return undefined;
  // A wrong ticket would admit a client that was disconnected meanwhile.
  if (!Number.isSafeInteger(ticket) || ticket < 1) {
    throw invalid('ticket', 'a number from ticket()', ticket);
  }
  return ticket;
}

/** Unlike the other ids, an empty one is an error: a random id must not take its place. */
function clientIdOf(clientId: string | undefined): string | undefined {
  if (clientId === undefined || clientId === null) return undefined;
  if (typeof clientId !== 'string' || clientId === '') {
    throw invalid('clientId', 'a string that is not empty', clientId);
  }
  return clientId;
}

function optionalString(name: string, value: unknown): string | undefined {
  // An empty id would be a channel that all clients without an id share.
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw invalid(name, 'a string', value);
  return value;
}

function channelsOf(channels: readonly string[] | undefined): string[] {
  if (channels === undefined || channels === null) return [];
  if (!Array.isArray(channels) || channels.some((each) => typeof each !== 'string')) {
    throw invalid('channels', 'an array of strings', channels);
  }
  return [...channels];
}

function metadataOf(metadata: object | undefined): string | undefined {
  if (metadata === undefined || metadata === null) return undefined;
  try {
    return JSON.stringify(metadata);
  } catch (error) {
    throw invalid('metadata', 'a value that JSON can hold', metadata, error);
  }
}

function momentOf(expiresAt: Date | number | undefined): number | undefined {
  if (expiresAt === undefined || expiresAt === null) return undefined;
  const moment = expiresAt instanceof Date ? expiresAt.getTime() : expiresAt;
  if (typeof moment !== 'number' || !Number.isFinite(moment)) {
    throw invalid('expiresAt', 'a date, or milliseconds since the epoch,', expiresAt);
  }
  return moment;
}

function invalid(
  name: string,
  expected: string,
  value: unknown,
  cause?: unknown,
): InvalidArgumentError {
  return new InvalidArgumentError(
    'ERR_SSECAST_INVALID_IDENTITY',
    `Expected ${expected} for ${name} but received ${describe(value)}`,
    { cause },
  );
}
