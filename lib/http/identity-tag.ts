import { createHash } from 'node:crypto';
import type { Identity } from '../../types/options.js';
import { toAdmission } from '../server/identity.js';

/** Tells a page whose stream it has, so that the tabs of a browser share one only where it is the same. */
export const kIdentityHeader = 'X-SSECast-Identity';

/** Bytes of the digest that are kept: two identities of one browser never meet in them. */
const kBytes = 16;

/**
 * The same for two identities exactly when they read the same: user, session and own channels count, and
 * when they expire or what is noted about them does not. A digest without a key, so that every instance
 * gives the same, also after a restart; it is told to pages of that identity alone.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_IDENTITY`
 */
export function identityTag(identity: Identity): string {
  const { userId = null, sessionId = null, channels } = toAdmission(identity, undefined);
  const text = JSON.stringify([userId, sessionId, [...new Set(channels)].sort()]);
  const digest = createHash('sha256').update(`ssecast identity ${text}`).digest();
  return digest.subarray(0, kBytes).toString('base64url');
}

/** The header of a stream of that identity. */
export function identityHeader(identity: Identity): Record<string, string> {
  return { [kIdentityHeader]: identityTag(identity) };
}

/** Whether the body of a POST, `{ identify: true }`, asks who its sender is, and for no channels. */
export function asksIdentity(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'identify' in body && body.identify === true;
}
