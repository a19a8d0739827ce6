import type { TrackerOptions } from '../presence/tracker.js';
import { describe, InvalidArgumentError } from '../server/errors.js';
import { advise } from '../server/nearest.js';
import { checkPresence, toTrackerOptions } from '../server/presence.js';
import type { PresenceOptions } from '../types/members.js';
import { Patterns } from './patterns.js';

/**
 * The channels of a definition that have members.
 * @param patterns undefined for a definition of types alone
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION`
 */
export function toTracked(
  presence: PresenceOptions,
  patterns: Patterns | undefined,
): TrackerOptions {
  const { channels } = checkPresence(presence);
  const own = patterns ?? new Patterns(channels);
  for (const text of channels) {
    if (own.texts.includes(text)) continue;
    throw new InvalidArgumentError(
      'ERR_SSECAST_INVALID_OPTION',
      `Expected channels as the definition writes them in presence.channels but received ${describe(text)}; ` +
        advise(text, own.texts, 'the channels are'),
    );
  }
  const named = new Set(channels);
  const tracks = (channel: string) => named.has(own.match(channel)?.pattern.text ?? '');
  return { ...toTrackerOptions(presence), tracks };
}
