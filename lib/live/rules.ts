import type { ChannelsOption } from '../http/allowed-channels.js';
import { describe, InvalidArgumentError } from '../server/errors.js';
import { advise } from '../server/nearest.js';
import type { Identity } from '../types/options.js';
import type { Patterns } from './patterns.js';

type Rule<AppRequest> =
  | boolean
  | ((
      params: Record<string, string>,
      who: Identity,
      request: AppRequest,
    ) => boolean | Promise<boolean>);

/**
 * The rules of a definition as the one rule of a route.
 * @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION` for a rule that is missing, for one without a
 * channel, and for one that is neither a boolean nor a function
 */
export function toChannelsOption<AppRequest>(
  patterns: Patterns,
  allow: unknown,
): ChannelsOption<AppRequest> {
  const rules = checkAllow<AppRequest>(patterns.texts, allow);
  return (channel, identity, request) => {
    const matched = patterns.match(channel);
    const rule = matched && rules.get(matched.pattern.text);
    return typeof rule === 'function'
      ? rule(matched?.params ?? {}, identity, request)
      : rule === true;
  };
}

function checkAllow<AppRequest>(
  patterns: readonly string[],
  allow: unknown,
): ReadonlyMap<string, Rule<AppRequest>> {
  if (
    allow !== undefined &&
    (typeof allow !== 'object' || allow === null || Array.isArray(allow))
  ) {
    throw invalidAllow(`an object of rules by channel but received ${describe(allow)}`);
  }
  const rules = new Map(Object.entries(allow ?? {}) as [string, Rule<AppRequest>][]);
  for (const [name, rule] of rules) {
    if (!patterns.includes(name)) {
      throw invalidAllow(
        `rules for the channels of the definition but received one for ${describe(name)}; ` +
          advise(name, patterns, 'the channels are'),
      );
    }
    if (typeof rule === 'boolean' || typeof rule === 'function') continue;
    throw invalidAllow(`true, false or a function for ${name} but received ${describe(rule)}`);
  }
  const missing = patterns.find((pattern) => !rules.has(pattern));
  if (missing === undefined) return rules;
  throw invalidAllow(
    `a rule for each channel that a page may ask for but received none for ${missing}; ` +
      'false refuses every client',
  );
}

function invalidAllow(sentence: string): InvalidArgumentError {
  return new InvalidArgumentError('ERR_SSECAST_INVALID_OPTION', `Expected in allow ${sentence}`);
}
