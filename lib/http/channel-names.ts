import { queryOf } from '../server/query.js';
import { HttpError } from './http-error.js';

/** Channels that one request may name. */
export const kMaxChannels = 100;
/** As in C++: bytes of UTF-8. */
const kMaxName = 512;

/**
 * The channels that a request names, without duplicates.
 * @throws HttpError 400 for too many channels, and for a name that no channel can have
 */
export function toChannelNames(names: readonly string[]): string[] {
  if (names.length > kMaxChannels) {
    throw new HttpError(
      400,
      `Expected at most ${kMaxChannels} channels in a request but received ${names.length}`,
    );
  }
  for (const name of names) checkName(name);
  return [...new Set(names)];
}

/** Names are compared character by character: `*` and `..` have no meaning, so they are allowed. */
function checkName(name: string): void {
  const bytes = Buffer.byteLength(name);
  if (bytes === 0 || bytes > kMaxName) {
    throw new HttpError(
      400,
      `Expected a channel's name to be 1 to ${kMaxName} bytes but received ${bytes}`,
    );
  }
  if (!name.isWellFormed() || name.includes('\uFFFD')) {
    throw new HttpError(
      400,
      "Expected a channel's name in Unicode but received one with a lone surrogate or U+FFFD",
    );
  }
  for (let index = 0; index < name.length; index++) {
    const unit = name.charCodeAt(index);
    if (unit < 0x20 || unit === 0x7f) {
      throw new HttpError(
        400,
        "Expected a channel's name without control characters but received one with the character " +
          `U+${unit.toString(16).toUpperCase().padStart(4, '0')}`,
      );
    }
  }
}

/** The channels in `?channel=a&channel=b`. */
export function channelsInUrl(url: string): string[] {
  return toChannelNames(queryOf(url).getAll('channel'));
}
