import { type NativeAdmission, sha256 } from 'ssecast/native';

/** The header that says whose stream it is: the tabs of a browser share a connection only if they match. */
const kIdentityHeader = 'X-SSECast-Identity';

/** Bytes of the digest that are kept: two identities of one browser never meet in them. */
const kBytes = 16;

/** The part of an identity that decides what its client reads. */
type Readable = Pick<NativeAdmission, 'userId' | 'sessionId' | 'channels'>;

/**
 * The same text for two identities exactly when they read the same: user, session and own channels
 * count, `expiresAt` and `metadata` do not. A digest without a key, so that every instance gives the
 * same tag, also after a restart; only clients of that identity get it.
 */
export function identityTag({ userId, sessionId, channels }: Readable): string {
  const text = JSON.stringify([userId ?? null, sessionId ?? null, [...new Set(channels)].sort()]);
  const digest = sha256(`ssecast identity ${text}`);
  return digest.subarray(0, kBytes).toString('base64url');
}

/** The header of a stream of that identity. */
export function identityHeader(identity: Readable): Record<string, string> {
  return { [kIdentityHeader]: identityTag(identity) };
}
